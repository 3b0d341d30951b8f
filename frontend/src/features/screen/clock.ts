/**
 * The clinic's clock without `Intl`, whose zones old televisions do not know.
 *
 * The server's moments carry the clinic's offset; the set's own clock is only trusted to count on from there.
 */
export interface ClinicClock {
  /** Milliseconds since 1970 as the server counts them. */
  now(): number
  /** Wall time of a moment, as "UTC-shaped" milliseconds. */
  wall(moment: number): number
}

const MINUTE = 60000
const OFFSET = /([+-])(\d\d):(\d\d)$/

/** From the moment that the server just told, such as `2026-11-25T10:32:05-04:00`. */
export function clinicClock(told: string, device: () => number = Date.now): ClinicClock {
  const ahead = Date.parse(told) - device()
  const offset = offsetOf(told)
  return {
    now: () => device() + ahead,
    wall: (moment) => moment + offset,
  }
}

function offsetOf(moment: string): number {
  const found = OFFSET.exec(moment)
  if (!found) return 0
  const minutes = Number(found[2]) * 60 + Number(found[3])
  return (found[1] === '-' ? -minutes : minutes) * MINUTE
}

const two = (value: number) => (value < 10 ? `0${value}` : String(value))

/** "10:32": half of the day apart, so that the figures can be large. */
export function hourText(wall: number): string {
  const at = new Date(wall)
  return `${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())}`
}

export function isMorning(wall: number): boolean {
  return new Date(wall).getUTCHours() < 12
}

export function dayNumber(wall: number): number {
  return new Date(wall).getUTCDate()
}

/** Sunday = 0. */
export function weekdayIndex(wall: number): number {
  return new Date(wall).getUTCDay()
}

/** January = 0. */
export function monthIndex(wall: number): number {
  return new Date(wall).getUTCMonth()
}
