import type { Screen } from './model'

/** The line to the clinic: events say that something changed, a look every few seconds catches what they miss. */
export interface Listener {
  onScreen(screen: Screen): void
  /** The link was revoked, or never was. */
  onGone(): void
  onDown(): void
}

export interface Line {
  /** Asks again at once. */
  look(): void
  stop(): void
}

const LOOK_EVERY = 20000
const LOOK_WHEN_DOWN = 5000
const LOOK_WHEN_GONE = 60000
const LONGEST_ANSWER = 10000
const REST = 300
const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30000
const NOT_FOUND = [404, 410, 422]
const EVENTS = ['message', 'ready', 'refresh', 'queue', 'screen', 'appointment']

export function openLine(token: string, language: string, listener: Listener): Line {
  const address = `/api/screens/${encodeURIComponent(token)}`
  let timer = 0
  let asking = false
  let again = false
  const stream = openStream(`${address}/events`, () => look())

  function look() {
    again = asking
    if (asking) return
    asking = true
    clearTimeout(timer)
    ask(address, language).then(settle, () => settle(null))
  }

  function settle(answer: Answer | null) {
    const pause = tell(answer)
    timer = window.setTimeout(look, again ? REST : pause)
    setTimeout(() => {
      asking = false
      if (again) look()
    }, REST)
  }

  function tell(answer: Answer | null): number {
    if (answer?.screen) {
      listener.onScreen(answer.screen)
      stream.start()
      return LOOK_EVERY
    }
    stream.end()
    if (answer && NOT_FOUND.indexOf(answer.status) >= 0) {
      listener.onGone()
      return LOOK_WHEN_GONE
    }
    listener.onDown()
    return LOOK_WHEN_DOWN
  }

  addEventListener('online', look)
  look()
  return {
    look,
    stop: () => {
      clearTimeout(timer)
      stream.end()
      removeEventListener('online', look)
    },
  }
}

interface Answer {
  status: number
  screen: Screen | null
}

/** One look. A set whose network hangs must not wait for ever. */
function ask(address: string, language: string): Promise<Answer> {
  const late = new Promise<Answer>((_resolve, reject) => setTimeout(reject, LONGEST_ANSWER))
  const headers = { 'Accept-Language': language }
  const answer = fetch(address, { cache: 'no-store', credentials: 'omit', headers }).then((response) => {
    const { status, ok } = response
    const body: Promise<Screen | null> = ok ? response.json() : Promise.resolve(null)
    return body.then((screen): Answer => ({ status, screen }))
  })
  return Promise.race([answer, late])
}

/** Events that come back by themselves after each break, a little later every time. */
function openStream(address: string, onEvent: () => void) {
  let source: EventSource | null = null
  let timer = 0
  let failures = 0

  function start() {
    if (source || timer || !window.EventSource) return
    source = new EventSource(address)
    source.onopen = () => {
      failures = 0
    }
    source.onerror = retry
    for (const name of EVENTS) source.addEventListener(name, onEvent)
  }

  function retry() {
    close()
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures) * (0.75 + Math.random() / 2)
    failures += 1
    timer = window.setTimeout(() => {
      timer = 0
      start()
    }, pause)
  }

  function close() {
    if (source) source.close()
    source = null
  }

  function end() {
    close()
    clearTimeout(timer)
    timer = 0
  }

  return { start, end }
}
