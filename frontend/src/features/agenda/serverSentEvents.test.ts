import { describe, expect, it, vi } from 'vitest'
import { eventParser, followEvents, type ServerSentEvent } from './serverSentEvents'

describe('the parser', () => {
  const EVENT = { event: 'appointment', data: '{"id":1}', id: 'a-7' }

  it('reads an event however its text is cut', () => {
    const text = ': hello\r\n\r\nid: a-7\r\nevent: appointment\r\ndata: {"id":1}\r\n\r\n'
    for (let cut = 0; cut <= text.length; cut += 1) {
      const parse = eventParser()
      expect([...parse(text.slice(0, cut)), ...parse(text.slice(cut))]).toEqual([EVENT])
    }
  })

  it('joins lines of data, ignores comments, unknown fields and events without data', () => {
    const parse = eventParser()
    expect(parse(':beat\n\nretry: 10\n\nid: 3\n\ndata: a\ndata:b\n\n')).toEqual([
      { event: 'message', data: 'a\nb', id: null },
    ])
  })
})

const stream = (...chunks: string[]) =>
  new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
        controller.close()
      },
    }),
  )

describe('following', () => {
  it('opens again where it stopped, and says when the line is down', async () => {
    const stop = new AbortController()
    const answers = [
      () => stream('id: 1\ndata: one\n\n'),
      () => Response.error(),
      () => stream('data: two\n\n'),
    ]
    const asked: (string | null)[] = []
    const states: boolean[] = []
    const seen: string[] = []
    const open = vi.fn(async (lastId: string | null) => {
      asked.push(lastId)
      return answers[asked.length - 1]?.() ?? Response.error()
    })
    const onEvent = ({ data }: ServerSentEvent) => {
      seen.push(data)
      if (data === 'two') stop.abort()
    }
    await followEvents({
      open,
      onEvent,
      onState: (live) => states.push(live),
      signal: stop.signal,
      delay: () => 0,
    })
    expect(asked).toEqual([null, '1', '1'])
    expect(seen).toEqual(['one', 'two'])
    expect(states).toEqual([true, false, false, true])
  })
})
