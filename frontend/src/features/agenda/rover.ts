import type { CalendarEvent } from './calendarEvents'
import { type Day, dayOf } from './clinicDates'

/** Arrow keys between visits: up and down in time, left and right to the nearest visit of another day. */
export type RovingKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End'

const KEYS: ReadonlySet<string> = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'])

export function isRovingKey(key: string): key is RovingKey {
  return KEYS.has(key)
}

export function inOrder(events: readonly CalendarEvent[]): CalendarEvent[] {
  return [...events].sort((a, b) => a.start.getTime() - b.start.getTime() || a.id.localeCompare(b.id))
}

/** Where the key leads from an event, or the event itself at the edge. */
export function neighbour(
  events: readonly CalendarEvent[],
  from: CalendarEvent,
  key: RovingKey,
  timeZone: string,
): CalendarEvent {
  const day = dayOf(from.start, timeZone)
  const today = inOrder(events.filter((event) => dayOf(event.start, timeZone) === day))
  const at = today.findIndex(({ id }) => id === from.id)
  if (key === 'Home') return today[0] ?? from
  if (key === 'End') return today.at(-1) ?? from
  if (key === 'ArrowUp') return today[at - 1] ?? from
  if (key === 'ArrowDown') return today[at + 1] ?? from
  return nearestInOtherDay(events, from, key === 'ArrowRight' ? 1 : -1, timeZone)
}

function nearestInOtherDay(
  events: readonly CalendarEvent[],
  from: CalendarEvent,
  direction: 1 | -1,
  timeZone: string,
): CalendarEvent {
  const here = dayOf(from.start, timeZone)
  const days = new Set(events.map(({ start }) => dayOf(start, timeZone)))
  const ahead = [...days]
    .sort((a, b) => direction * a.localeCompare(b))
    .filter((day) => isAfter(day, here, direction))
  const [day] = ahead
  if (!day) return from
  const hour = (event: CalendarEvent) => event.start.getTime() % 86_400_000
  const distance = (event: CalendarEvent) => Math.abs(hour(event) - hour(from))
  const there = inOrder(events.filter(({ start }) => dayOf(start, timeZone) === day))
  return there.reduce((best, event) => (distance(event) < distance(best) ? event : best), there[0] ?? from)
}

function isAfter(day: Day, here: Day, direction: 1 | -1): boolean {
  return direction === 1 ? day > here : day < here
}
