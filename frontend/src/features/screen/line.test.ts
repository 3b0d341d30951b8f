import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { screenOf } from './builders'
import { type Line, openLine } from './line'

type Answer = () => Promise<Response>
const ok: Answer = () => Promise.resolve(Response.json(screenOf([])))
const status =
  (code: number): Answer =>
  () =>
    Promise.resolve(new Response('{}', { status: code }))
const broken: Answer = () => Promise.reject(new TypeError('network'))
const hanging: Answer = () => new Promise(() => undefined)

/** Event streams that tests open and break by hand. */
class Stream extends EventTarget {
  static all: Stream[] = []
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  closed = false
  constructor(readonly url: string) {
    super()
    Stream.all.push(this)
  }
  close() {
    this.closed = true
  }
}

let answer: Answer
let line: Line
const asked = vi.fn()
const heard = { onScreen: vi.fn(), onGone: vi.fn(), onDown: vi.fn() }
const open = () => Stream.all.filter(({ closed }) => !closed)

beforeEach(() => {
  vi.useFakeTimers()
  Stream.all = []
  for (const spy of [asked, ...Object.values(heard)]) spy.mockClear()
  vi.stubGlobal('EventSource', Stream)
  vi.stubGlobal('fetch', (address: string) => {
    asked(address)
    return answer()
  })
})
afterEach(() => {
  line.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function start(first: Answer) {
  answer = first
  line = openLine('abc', 'es', heard)
  await vi.advanceTimersByTimeAsync(1)
}

describe('while the clinic answers', () => {
  it('shows at once and listens', async () => {
    await start(ok)
    expect(heard.onScreen).toHaveBeenCalledOnce()
    expect(open().map(({ url }) => url)).toEqual(['/api/screens/abc/events'])
  })

  it('looks again within a second of an event, once for a burst', async () => {
    await start(ok)
    await vi.advanceTimersByTimeAsync(1000)
    for (let times = 0; times < 5; times += 1) open()[0]?.dispatchEvent(new Event('queue'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked.mock.calls.length).toBeLessThanOrEqual(3)
    expect(heard.onScreen.mock.calls.length).toBeGreaterThanOrEqual(2)
  })

  it('looks by itself when no event comes', async () => {
    await start(ok)
    await vi.advanceTimersByTimeAsync(21_000)
    expect(asked).toHaveBeenCalledTimes(2)
  })
})

describe('when the line breaks', () => {
  it.each([
    ['no network', broken, 1],
    ['a server in trouble', status(503), 1],
    ['a network that hangs', hanging, 10_001],
  ])('says so and comes back by itself: %s', async (_what, trouble, after) => {
    await start(trouble)
    await vi.advanceTimersByTimeAsync(after)
    expect(heard.onDown).toHaveBeenCalled()
    expect(open()).toEqual([])
    answer = ok
    await vi.advanceTimersByTimeAsync(6000)
    expect(heard.onScreen).toHaveBeenCalledOnce()
    expect(open()).toHaveLength(1)
  })

  it('opens a broken stream again, later each time', async () => {
    await start(ok)
    Stream.all[0]?.onerror?.()
    expect(open()).toEqual([])
    await vi.advanceTimersByTimeAsync(1300)
    expect(open()).toHaveLength(1)
    Stream.all[1]?.onerror?.()
    await vi.advanceTimersByTimeAsync(1300)
    expect(open()).toEqual([])
    await vi.advanceTimersByTimeAsync(1300)
    expect(open()).toHaveLength(1)
  })

  it('looks at once when the network is back', async () => {
    await start(broken)
    answer = ok
    await vi.advanceTimersByTimeAsync(1000)
    dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(1)
    expect(heard.onScreen).toHaveBeenCalledOnce()
  })
})

it('says that the link is dead, and asks rarely', async () => {
  await start(status(404))
  expect(heard.onGone).toHaveBeenCalledOnce()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(asked).toHaveBeenCalledOnce()
})
