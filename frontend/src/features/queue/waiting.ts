import type { Entry } from './model'

/** How long somebody waits, in minutes, and how bad that is. Never colour alone: each has a word. */
export type Wait = 'short' | 'long' | 'too_long'

export const LONG_WAIT = 20
export const TOO_LONG_WAIT = 45
const MINUTE = 60_000

export function waitOf(minutes: number): Wait {
  if (minutes >= TOO_LONG_WAIT) return 'too_long'
  return minutes >= LONG_WAIT ? 'long' : 'short'
}

type Waiting = Pick<Entry, 'stage' | 'arrived_at' | 'called_at' | 'started_at'>

/** Whole minutes since this stage began that somebody should keep an eye on; null where nobody waits. */
export function minutesOf(entry: Waiting, now: number): number | null {
  const since = sinceOf(entry)
  return since === null ? null : Math.max(0, Math.floor((now - Date.parse(since)) / MINUTE))
}

function sinceOf({ stage, arrived_at, called_at, started_at }: Waiting): string | null {
  if (stage === 'waiting') return arrived_at
  if (stage === 'called') return called_at
  return stage === 'in_consultation' ? started_at : null
}
