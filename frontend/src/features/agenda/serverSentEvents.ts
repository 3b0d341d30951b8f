/** Server-sent events over fetch, because EventSource cannot send an Authorization header (WHATWG HTML §9.2). */
export interface ServerSentEvent {
  event: string
  data: string
  id: string | null
}

/** Feed it text as it arrives; it answers the events that are complete. */
export function eventParser() {
  let buffer = ''
  let draft = emptyDraft()
  return (chunk: string): ServerSentEvent[] => {
    buffer += chunk
    const lines = buffer.split(/\r\n|\n|\r(?!$)/)
    buffer = lines.pop() ?? ''
    const events: ServerSentEvent[] = []
    for (const line of lines) {
      if (line !== '') draft = withLine(draft, line)
      else {
        if (draft.data.length > 0) events.push(finished(draft))
        draft = emptyDraft()
      }
    }
    return events
  }
}

interface Draft {
  event: string
  data: string[]
  id: string | null
}

const emptyDraft = (): Draft => ({ event: 'message', data: [], id: null })
const finished = ({ event, data, id }: Draft): ServerSentEvent => ({ event, data: data.join('\n'), id })

function withLine(draft: Draft, line: string): Draft {
  const colon = line.indexOf(':')
  const field = colon === -1 ? line : line.slice(0, colon)
  const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
  if (field === 'event') return { ...draft, event: value }
  if (field === 'data') return { ...draft, data: [...draft.data, value] }
  if (field === 'id') return { ...draft, id: value }
  return draft
}

export interface StreamOptions {
  open: (lastEventId: string | null, signal: AbortSignal) => Promise<Response>
  onEvent: (event: ServerSentEvent) => void
  onState: (live: boolean) => void
  signal: AbortSignal
  /** Milliseconds to wait before the n-th try in a row. */
  delay?: (failures: number) => number
}

const FIRST_DELAY = 500
const LONGEST_DELAY = 15_000
const growing = (failures: number) =>
  Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures) * (0.75 + Math.random() / 2)

/** Reads the stream until the signal aborts; after each break it opens again where it stopped. */
export async function followEvents({ open, onEvent, onState, signal, delay = growing }: StreamOptions) {
  let lastId: string | null = null
  let failures = 0
  while (!signal.aborted) {
    try {
      const response = await open(lastId, signal)
      if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`)
      failures = 0
      onState(true)
      await drain(response.body, (event) => {
        lastId = event.id ?? lastId
        onEvent(event)
      })
    } catch {
      failures += 1
    }
    if (signal.aborted) return
    onState(false)
    await pause(delay(failures), signal)
  }
}

async function drain(body: ReadableStream<Uint8Array>, onEvent: (event: ServerSentEvent) => void) {
  const parse = eventParser()
  const decoder = new TextDecoder()
  const reader = body.getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    for (const event of parse(decoder.decode(value, { stream: true }))) onEvent(event)
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
