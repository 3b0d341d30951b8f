import { addDays, type Day, dayOf, daysBetween, firstOfMonth, startOfWeek } from './clinicDates'
import type { Agenda } from './model'
import { holdsItsTime, isShown } from './status'

export interface DayTotal {
  day: Day
  inMonth: boolean
  total: number
  /** Share of the open time that is taken, 0 to 1; null on a day without open hours. */
  load: number | null
  holiday: string | null
}

const WEEK = 7

/** First and last day that a month's table shows: whole weeks from Monday. */
export function monthSpan(month: Day): { from: Day; to: Day } {
  const first = firstOfMonth(month)
  const last = addDays(firstOfMonth(addDays(first, 31)), -1)
  return { from: startOfWeek(first), to: addDays(startOfWeek(last), WEEK - 1) }
}

export function monthTotals(agenda: Agenda, month: Day): DayTotal[][] {
  const { from, to } = monthSpan(month)
  const days = daysBetween(from, to)
  const totals = countByDay(agenda)
  const busy = minutesByDay(agenda.appointments.filter(holdsItsTime), agenda.timezone)
  const open = minutesByDay(agenda.open, agenda.timezone)
  const holidays = new Map(agenda.holidays.map(({ date, name }) => [date, name]))
  const cells = days.map((day) => ({
    day,
    inMonth: day.slice(0, 7) === month.slice(0, 7),
    total: totals.get(day) ?? 0,
    load: load(busy.get(day) ?? 0, open.get(day) ?? 0),
    holiday: holidays.get(day) ?? null,
  }))
  return Array.from({ length: cells.length / WEEK }, (_unused, week) =>
    cells.slice(week * WEEK, (week + 1) * WEEK),
  )
}

function load(busy: number, open: number): number | null {
  return open > 0 ? Math.min(1, busy / open) : null
}

function countByDay({ appointments, timezone }: Agenda): Map<Day, number> {
  const totals = new Map<Day, number>()
  for (const { start } of appointments.filter(isShown)) {
    const day = dayOf(start, timezone)
    totals.set(day, (totals.get(day) ?? 0) + 1)
  }
  return totals
}

function minutesByDay(spans: readonly { start: string; end: string }[], timeZone: string): Map<Day, number> {
  const minutes = new Map<Day, number>()
  for (const { start, end } of spans) {
    const day = dayOf(start, timeZone)
    minutes.set(day, (minutes.get(day) ?? 0) + (Date.parse(end) - Date.parse(start)) / 60_000)
  }
  return minutes
}
