import type { Agenda, Appointment } from './model'
import { holdsItsTime, isShown } from './status'

export interface VisitRow {
  kind: 'visit'
  appointment: Appointment
}

export interface GapRow {
  kind: 'gap'
  start: Date
  end: Date
}

export type DayRow = VisitRow | GapRow

interface Span {
  start: number
  end: number
}

const SHORTEST_GAP = 10 * 60_000
const spanOf = ({ start, end }: { start: string; end: string }): Span => ({
  start: Date.parse(start),
  end: Date.parse(end),
})

/** Open time that no visit takes, at least ten minutes long, still ahead of `now`. */
export function gaps(open: readonly Span[], busy: readonly Span[], now: number): Span[] {
  const taken = [...busy].sort((a, b) => a.start - b.start)
  const free = open.flatMap((window) => freeWithin(window, taken))
  return free
    .map(({ start, end }) => ({ start: Math.max(start, now), end }))
    .filter(({ start, end }) => end - start >= SHORTEST_GAP)
}

function freeWithin(window: Span, taken: readonly Span[]): Span[] {
  const free: Span[] = []
  let cursor = window.start
  for (const { start, end } of taken) {
    if (end <= cursor || start >= window.end) continue
    if (start > cursor) free.push({ start: cursor, end: start })
    cursor = Math.max(cursor, end)
  }
  if (cursor < window.end) free.push({ start: cursor, end: window.end })
  return free
}

/** One day as a list: visits in order of time (turn in a tanda), with the free time between them. */
export function dayRows({ appointments, open }: Pick<Agenda, 'appointments' | 'open'>, now: Date): DayRow[] {
  const shown = appointments.filter(isShown)
  const busy = shown.filter(holdsItsTime).map(spanOf)
  const fixed = open.filter(({ mode }) => mode === 'time').map(spanOf)
  const visits = shown.map((appointment): DayRow => ({ kind: 'visit', appointment }))
  const free = gaps(fixed, busy, now.getTime()).map(
    ({ start, end }): DayRow => ({ kind: 'gap', start: new Date(start), end: new Date(end) }),
  )
  return [...visits, ...free].sort((a, b) => startOf(a) - startOf(b))
}

function startOf(row: DayRow): number {
  return row.kind === 'gap' ? row.start.getTime() : Date.parse(row.appointment.start)
}

/** Whom to call in: the first who is waiting, else the first who is still expected. */
export function nextVisit(rows: readonly DayRow[]): Appointment | undefined {
  const visits = rows.flatMap((row) => (row.kind === 'visit' ? [row.appointment] : []))
  return visits.find(({ state }) => state === 'arrived') ?? visits.find(({ state }) => state === 'booked')
}

export interface DaySummary {
  total: number
  waiting: number
  done: number
}

export function summarise(appointments: readonly Appointment[]): DaySummary {
  const shown = appointments.filter(isShown)
  const count = (state: Appointment['state']) => shown.filter((item) => item.state === state).length
  return { total: shown.length, waiting: count('arrived'), done: count('fulfilled') }
}

/** How long somebody has been in the waiting room, or null for who is not there. */
export function waitingMinutes({ state, arrived_at }: Appointment, now: Date): number | null {
  if (state !== 'arrived' || arrived_at === null) return null
  return Math.max(0, Math.floor((now.getTime() - Date.parse(arrived_at)) / 60_000))
}
