import { useSyncExternalStore } from 'react'

/**
 * Now, by the server's clock, renewed every few seconds. Cards listen by themselves, so that a minute that passes
 * redraws numbers and not the board.
 */
const TICK = 5000

let ahead = 0
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

/** What the server just told. */
export function setServerNow(told: string): void {
  ahead = Date.parse(told) - Date.now()
  tick()
}

export function serverNow(): number {
  return Date.now() + ahead
}

function tick() {
  now = serverNow()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, TICK)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** A number worked out from now; who uses it is drawn again only when it changes. */
export function useFromNow(read: (now: number) => number | null): number | null {
  return useSyncExternalStore(subscribe, () => read(now))
}
