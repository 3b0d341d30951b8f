import { addDays, addMonths, type Day, isDay, startOfWeek } from './clinicDates'
import { monthSpan } from './monthTotals'

/** Where the reader is, kept in the URL: day, view, practitioner and the appointment that is open. */
export type AgendaView = 'list' | 'day' | 'week' | 'month'

export interface Place {
  view: AgendaView
  day: Day
  practitioner: number | null
  appointment: number | null
}

const VIEW_WORDS: Record<AgendaView, string> = { list: 'lista', day: 'dia', week: 'semana', month: 'mes' }
const KEYS = { view: 'vista', day: 'fecha', practitioner: 'medico', appointment: 'cita' } as const

export interface PlaceDefaults {
  view: AgendaView
  day: Day
}

export function readPlace(params: URLSearchParams, defaults: PlaceDefaults): Place {
  const day = params.get(KEYS.day)
  return {
    view: viewFrom(params.get(KEYS.view)) ?? defaults.view,
    day: isDay(day) ? day : defaults.day,
    practitioner: idFrom(params.get(KEYS.practitioner)),
    appointment: idFrom(params.get(KEYS.appointment)),
  }
}

/** The URL's search after a change; other parameters stay as they were. */
export function writePlace(params: URLSearchParams, change: Partial<Place>): URLSearchParams {
  const next = new URLSearchParams(params)
  if (change.view) next.set(KEYS.view, VIEW_WORDS[change.view])
  if (change.day) next.set(KEYS.day, change.day)
  writeId(next, KEYS.practitioner, change.practitioner)
  writeId(next, KEYS.appointment, change.appointment)
  return next
}

function writeId(params: URLSearchParams, key: string, id: number | null | undefined) {
  if (id === null) params.delete(key)
  else if (id !== undefined) params.set(key, String(id))
}

function viewFrom(word: string | null): AgendaView | undefined {
  return (Object.keys(VIEW_WORDS) as AgendaView[]).find((view) => VIEW_WORDS[view] === word)
}

function idFrom(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** First and last day that a view shows. */
export function visibleDays({ view, day }: Pick<Place, 'view' | 'day'>): { from: Day; to: Day } {
  if (view === 'month') return monthSpan(day)
  if (view === 'week') return { from: startOfWeek(day), to: addDays(startOfWeek(day), 6) }
  return { from: day, to: day }
}

/** One step back (-1) or on (1) in a view. */
export function step({ view, day }: Pick<Place, 'view' | 'day'>, direction: -1 | 1): Day {
  if (view === 'month') return addMonths(day, direction)
  return addDays(day, view === 'week' ? 7 * direction : direction)
}
