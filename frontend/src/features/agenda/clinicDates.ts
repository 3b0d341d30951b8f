import { dateWriters } from '../../time/writers'
import { zone } from '../../time/zone'

/** Calendar days of the clinic as text, `YYYY-MM-DD`: what the URL and the API speak. */
export type Day = string

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/

const wallOf = (day: Day) => Date.parse(`${day}T00:00:00Z`)
const dayOfWall = (wall: number): Day => new Date(wall).toISOString().slice(0, 10)

export function isDay(text: string | null): text is Day {
  return (
    text !== null && DAY_PATTERN.test(text) && !Number.isNaN(wallOf(text)) && dayOfWall(wallOf(text)) === text
  )
}

export function dayOf(instant: Date | string, timeZone: string): Day {
  return dayOfWall(zone(timeZone).wall(new Date(instant)))
}

export function addDays(day: Day, count: number): Day {
  return dayOfWall(wallOf(day) + count * DAY_MS)
}

/** The same day of another month, or that month's last day when it is shorter. */
export function addMonths(day: Day, count: number): Day {
  const from = new Date(wallOf(day))
  const month = from.getUTCMonth() + count
  const last = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate()
  return dayOfWall(Date.UTC(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), last)))
}

export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01`
}

/** Monday = 0 … Sunday = 6. */
export function weekdayOf(day: Day): number {
  return (new Date(wallOf(day)).getUTCDay() + 6) % 7
}

export function startOfWeek(day: Day): Day {
  return addDays(day, -weekdayOf(day))
}

export function daysBetween(from: Day, to: Day): Day[] {
  const count = Math.round((wallOf(to) - wallOf(from)) / DAY_MS) + 1
  return Array.from({ length: Math.max(0, count) }, (_unused, index) => addDays(from, index))
}

/** Noon of that day at the clinic: an instant that no clock change can push into another day. */
export function noon(day: Day, timeZone: string): Date {
  return instantOf(day, '12:00', timeZone)
}

export function instantOf(day: Day, time: string, timeZone: string): Date {
  return zone(timeZone).instant(Date.parse(`${day}T${time}:00Z`))
}

/** Wall time as `HH:MM`. */
export function timeOf(instant: Date | string, timeZone: string): string {
  return new Date(zone(timeZone).wall(new Date(instant))).toISOString().slice(11, 16)
}

/** Minutes since the clinic's midnight. */
export function minuteOfDay(instant: Date | string, timeZone: string): number {
  const wall = zone(timeZone).wall(new Date(instant))
  return Math.floor((((wall % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS)
}

/** RFC 3339 with the clinic's offset, which is what the API reads and writes. */
export function withOffset(instant: Date, timeZone: string): string {
  const z = zone(timeZone)
  const minutes = Math.round(z.offset(instant.getTime()) / MINUTE_MS)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const size = Math.abs(minutes)
  const offset = `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
  return `${new Date(z.wall(instant)).toISOString().slice(0, 19)}${offset}`
}

/** Whole years between a birth date and a day. */
export function ageOn(birthDate: Day, today: Day): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years
}

export type Writers = ReturnType<typeof agendaWriters>

/** The agenda's ways to write a date, in the clinic's zone. */
export function agendaWriters(timeZone: string, locale: string) {
  const { named, ranged, time } = dateWriters(timeZone, locale)
  return {
    time,
    longDay: named({ weekday: 'long', day: 'numeric', month: 'long' }),
    fullDay: named({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    shortDay: named({ weekday: 'short', day: 'numeric', month: 'short' }),
    shortDate: named({ day: '2-digit', month: '2-digit', year: 'numeric' }),
    weekday: named({ weekday: 'short' }),
    weekdayName: named({ weekday: 'long' }),
    dayNumber: named({ day: 'numeric' }),
    month: named({ month: 'long', year: 'numeric' }),
    range: ranged({ day: 'numeric', month: 'short', year: 'numeric' }),
    moment: named({
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
      hour12: true,
    }),
  }
}
