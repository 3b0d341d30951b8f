import { zone } from '../../time/zone'
import { minuteOfDay } from './clinicDates'
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
}

export function toEvents(appointments: readonly Appointment[]): CalendarEvent[] {
  return appointments.filter(isShown).map((appointment) => ({
    id: `a${appointment.id}`,
    title: nameOf(appointment),
    start: new Date(appointment.start),
    end: new Date(appointment.end),
    appointment,
    mode: appointment.mode,
  }))
}

export function toBackground(open: readonly OpenHours[]): CalendarEvent[] {
  return open.map(({ start, end, mode }) => ({
    id: `o${start}`,
    title: '',
    start: new Date(start),
    end: new Date(end),
    appointment: null,
    mode,
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

/** The instant of a minute of the day, as the calendar wants its `min` and `max`. */
export function minuteInstant(day: Date, minute: number, timeZone: string): Date {
  const z = zone(timeZone)
  const midnight = Math.floor(z.wall(day) / 86_400_000) * 86_400_000
  return z.instant(midnight + minute * 60_000)
}
