import type { CalendarEvent, OwnedHours } from './calendarEvents'
import { columnOf } from './calendarEvents'
import type { Agenda, Appointment } from './model'
import { holdsItsTime, isShown } from './status'

const QUARTER_MS = 900_000
const HOUR_MS = 3_600_000
const SMALLEST_TARGET = 24

interface Span {
  start: number
  end: number
}

interface Shown {
  /** How tall an hour is, in pixels: what is too low to be aimed at is not offered. */
  hour: number
  now: Date
}

/** What is open and not taken, from now on: each stretch is a place for a new visit. */
export function toFree(
  agenda: Agenda & { open: readonly OwnedHours[] },
  { hour, now }: Shown,
): CalendarEvent[] {
  const started = quarterOf(now.getTime())
  return agenda.open.flatMap((hours: OwnedHours) => {
    const { practitioner, mode } = hours
    const taken = agenda.appointments
      .filter((visit) => visit.practitioner === practitioner && isShown(visit) && holdsItsTime(visit))
      .map(spanOf)
    const open = { start: Math.max(Date.parse(hours.start), started), end: Date.parse(hours.end) }
    return without(open, taken)
      .filter(({ start, end }) => ((end - start) / HOUR_MS) * hour >= SMALLEST_TARGET)
      .map(({ start, end }) => ({
        id: `f${practitioner ?? ''}-${start}`,
        title: '',
        start: new Date(start),
        end: new Date(end),
        appointment: null,
        mode,
        free: true,
        column: columnOf(practitioner),
      }))
  })
}

/** The quarter hour of a free stretch that was pointed at, from 0 (its top) to 1. */
export function timeAt({ start, end }: Pick<CalendarEvent, 'start' | 'end'>, share: number): Date {
  const [from, to] = [start.getTime(), end.getTime()]
  return new Date(Math.min(Math.max(from, quarterOf(from + share * (to - from))), to - 1))
}

const quarterOf = (time: number) => Math.floor(time / QUARTER_MS) * QUARTER_MS
const spanOf = ({ start, end }: Appointment): Span => ({ start: Date.parse(start), end: Date.parse(end) })

function without(open: Span, taken: readonly Span[]): Span[] {
  const found: Span[] = []
  let { start } = open
  for (const visit of [...taken].sort((a, b) => a.start - b.start)) {
    if (visit.start > start) found.push({ start, end: Math.min(visit.start, open.end) })
    start = Math.max(start, visit.end)
    if (start >= open.end) break
  }
  if (start < open.end) found.push({ start, end: open.end })
  return found.filter(({ start, end }) => end > start)
}
