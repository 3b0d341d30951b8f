import type { Screen } from './model'

/** The last thing that this set was told, for a start without network. */
export interface Remembered {
  screen: Screen
  /** When it was told, by the server's clock. */
  at: number
}

const LAST = 'screen-last'
const SOUND = 'screen-sound'
/** What is older than this belongs to another day: turns would be wrong. */
const OLDEST = 8 * 3600 * 1000

export function remember(token: string, last: Remembered): void {
  write(`${LAST} ${token}`, JSON.stringify(last))
}

export function remembered(token: string, now: number = Date.now()): Remembered | null {
  try {
    const last = JSON.parse(read(`${LAST} ${token}`) || 'null') as Remembered | null
    return last && Math.abs(now - last.at) < OLDEST ? last : null
  } catch {
    return null
  }
}

export function forget(token: string): void {
  write(`${LAST} ${token}`, null)
}

export function soundWanted(): boolean {
  return read(SOUND) !== 'off'
}

export function wantSound(wanted: boolean): void {
  write(SOUND, wanted ? 'on' : 'off')
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // A set that keeps nothing starts empty the next time.
  }
}
