import { zone } from '../../time/zone'
import { addDays, type Day, instantOf, minuteOfDay } from './clinicDates'
import type { Agenda, Appointment, OpenHours } from './model'
import { isShown, nameOf } from './status'

/** An event of the grid. Open hours are background events: they have no appointment. */
export interface CalendarEvent {
  id: string
  title: string
  start: Date
  end: Date
  appointment: Appointment | null
  mode: OpenHours['mode']
  /** A stretch of the open hours that a new visit may take. */
  free?: boolean
  /** Whose column it stands in, where there is one for each practitioner. */
  column: string
}

/** Open hours of several practitioners say whose they are. */
export type OwnedHours = OpenHours & { practitioner?: number }

// Never a bare number: the calendar takes 0 for nobody.
export const columnOf = (practitioner: number | undefined) => `d${practitioner ?? ''}`

/** The agenda without the visits of other days: whatever else is held costs the calendar nothing. */
export function within<Held extends Agenda>(agenda: Held, from: Day, to: Day): Held {
  const midnight = (day: Day) => instantOf(day, '00:00', agenda.timezone).getTime()
  const [first, last] = [midnight(from), midnight(addDays(to, 1))]
  const appointments = agenda.appointments.filter(
    ({ start, end }) => Date.parse(start) < last && Date.parse(end) > first,
  )
  return appointments.length === agenda.appointments.length ? agenda : { ...agenda, appointments }
}

export const practitionerOf = (column: unknown) =>
  typeof column === 'string' && column.length > 1 ? Number(column.slice(1)) : undefined

export function toEvents(appointments: readonly Appointment[]): CalendarEvent[] {
  return appointments.filter(isShown).map(eventOf)
}

// A visit that a refetch left as it was keeps its event, and its box is not drawn again.
const events = new WeakMap<Appointment, CalendarEvent>()

function eventOf(appointment: Appointment): CalendarEvent {
  const known = events.get(appointment)
  if (known && known.title === nameOf(appointment)) return known
  const event = {
    id: `a${appointment.id}`,
    title: nameOf(appointment),
    start: new Date(appointment.start),
    end: new Date(appointment.end),
    appointment,
    mode: appointment.mode,
    column: columnOf(appointment.practitioner),
  }
  events.set(appointment, event)
  return event
}

export function toBackground(open: readonly OwnedHours[]): CalendarEvent[] {
  return open.map(({ start, end, mode, practitioner }) => ({
    id: `o${practitioner ?? ''}${start}`,
    title: '',
    start: new Date(start),
    end: new Date(end),
    appointment: null,
    mode,
    column: columnOf(practitioner),
  }))
}

const HOUR = 60
const LAST_MINUTE = 24 * HOUR - 1
const WITHOUT_HOURS = { from: 8 * HOUR, to: 18 * HOUR }

export interface MinuteSpan {
  from: number
  to: number
}

/** The rows that the grid shows, in minutes of the day: open hours ± 1 h, and room for every visit. */
export function visibleHours({ open, appointments, timezone }: Agenda): MinuteSpan {
  const shown = appointments.filter(isShown)
  const hours = open.length > 0 ? widest(open, timezone) : WITHOUT_HOURS
  const visits = shown.length > 0 ? widest(shown, timezone) : hours
  const from = Math.min(hours.from - HOUR, visits.from)
  const to = Math.max(hours.to + HOUR, visits.to)
  return {
    from: Math.max(0, Math.floor(from / HOUR) * HOUR),
    to: Math.min(LAST_MINUTE, Math.ceil(to / HOUR) * HOUR),
  }
}

function widest(spans: readonly { start: string; end: string }[], timeZone: string): MinuteSpan {
  const starts = spans.map(({ start }) => minuteOfDay(start, timeZone))
  // A span that ends at midnight ends with the day, not at its beginning.
  const ends = spans.map(({ end }) => minuteOfDay(end, timeZone) || LAST_MINUTE)
  return { from: Math.min(...starts), to: Math.max(...ends) }
}

const SMALLEST_TARGET = 24
const LOWEST_HOUR = 72
const HIGHEST_HOUR = 144

/** How tall an hour is, in pixels: the shortest visit must still be a target of 24 (WCAG 2.2, 2.5.8). */
export function hourHeight(appointments: Agenda['appointments']): number {
  const minutes = appointments
    .filter(isShown)
    .map(({ start, end }) => (Date.parse(end) - Date.parse(start)) / 60_000)
  const shortest = Math.min(HOUR, ...minutes)
  return Math.min(HIGHEST_HOUR, Math.max(LOWEST_HOUR, Math.ceil((SMALLEST_TARGET * HOUR) / shortest)))
}

/** Where the rows start: an hour before now on a day with now in it, otherwise when the clinic opens. */
export function firstMinute({ open, timezone }: Agenda, hours: MinuteSpan, now: number | null): number {
  if (now !== null && now > hours.from && now < hours.to) return Math.max(hours.from, now - HOUR)
  const opens = open.length > 0 ? widest(open, timezone).from : hours.from
  return Math.max(hours.from, opens - HOUR / 4)
}

/** The instant of a minute of the day, as the calendar wants its `min` and `max`. */
export function minuteInstant(day: Date, minute: number, timeZone: string): Date {
  const z = zone(timeZone)
  const midnight = Math.floor(z.wall(day) / 86_400_000) * 86_400_000
  return z.instant(midnight + minute * 60_000)
}
