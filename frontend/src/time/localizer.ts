import { DateLocalizer, type DateLocalizerSpec, type DateRange, type Formats } from 'react-big-calendar'

import { dateWriters } from './writers'
import { type Zone, zone } from './zone'

/**
 * The calendar's clock: every question react-big-calendar asks is answered in the clinic's zone,
 * never in the browser's. Wall time is kept as "UTC-shaped" milliseconds (see zone.ts).
 *
 * The calendar calls several methods with `undefined`, and copies them off the object: each one
 * therefore defaults to now and is a closure, not a method of a subclass.
 */

const MINUTE = 60_000
const DAY = 86_400_000

const FIXED = {
  milliseconds: 1,
  seconds: 1000,
  minutes: MINUTE,
  hours: 3_600_000,
  day: DAY,
  week: 7 * DAY,
} as const
type FixedUnit = keyof typeof FIXED
type Unit = FixedUnit | 'month' | 'year'
export type FirstDay = 0 | 1

const UNITS: Record<string, Unit> = {
  millisecond: 'milliseconds',
  second: 'seconds',
  minute: 'minutes',
  hour: 'hours',
  day: 'day',
  date: 'day',
  week: 'week',
  month: 'month',
  year: 'year',
  fullyear: 'year',
}

/** The calendar spells units in several ways ("day", "days", "date", "FullYear"). */
export function unitOf(name?: string): Unit {
  if (!name) return 'milliseconds'
  const unit = UNITS[name.toLowerCase().replace(/s$/, '')]
  if (!unit) throw new RangeError(`Unknown unit of time: ${name}`)
  return unit
}

const isFixed = (unit: Unit): unit is FixedUnit => unit in FIXED

/** Arithmetic on wall time alone: no zone in it, so every day has 24 hours. */
export function wallCalendar(firstDay: FirstDay) {
  const floorMonth = (wall: number, unit: 'month' | 'year') => {
    const date = new Date(wall)
    return Date.UTC(date.getUTCFullYear(), unit === 'year' ? 0 : date.getUTCMonth(), 1)
  }
  const floorWeek = (wall: number) => {
    const day = floor(wall, 'day')
    return day - ((new Date(day).getUTCDay() - firstDay + 7) % 7) * DAY
  }
  const floor = (wall: number, unit: Unit): number => {
    if (unit === 'month' || unit === 'year') return floorMonth(wall, unit)
    if (unit === 'week') return floorWeek(wall)
    return Math.floor(wall / FIXED[unit]) * FIXED[unit]
  }
  const addMonths = (wall: number, months: number) => {
    const date = new Date(wall)
    const month = date.getUTCMonth() + months
    const lastDay = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate()
    const day = Math.min(date.getUTCDate(), lastDay)
    return Date.UTC(date.getUTCFullYear(), month, day) + (wall - floor(wall, 'day'))
  }
  const add = (wall: number, count: number, unit: Unit) => {
    if (isFixed(unit)) return wall + count * FIXED[unit]
    return addMonths(wall, unit === 'year' ? 12 * count : count)
  }
  return { floor, add }
}

interface Span {
  start: Date
  end: Date
}

interface SortedEvent extends Span {
  allDay?: boolean
}

function comparisons(key: (date?: Date, unit?: string) => number) {
  type Test = (a?: Date, b?: Date, unit?: string) => boolean
  const eq: Test = (a, b, unit) => key(a, unit) === key(b, unit)
  const neq: Test = (a, b, unit) => !eq(a, b, unit)
  const lt: Test = (a, b, unit) => key(a, unit) < key(b, unit)
  const gt: Test = (a, b, unit) => key(a, unit) > key(b, unit)
  const lte: Test = (a, b, unit) => !gt(a, b, unit)
  const gte: Test = (a, b, unit) => !lt(a, b, unit)
  const inRange = (date?: Date, from?: Date, to?: Date, unit = 'day') =>
    gte(date, from, unit) && lte(date, to, unit)
  return { eq, neq, lt, gt, lte, gte, inRange }
}

function arithmetic(z: Zone, firstDay: FirstDay) {
  const wall = wallCalendar(firstDay)
  const startOf = (date = new Date(), unit?: string) => z.instant(wall.floor(z.wall(date), unitOf(unit)))
  const endOf = (date = new Date(), unit?: string) => {
    const name = unitOf(unit)
    return new Date(z.instant(wall.add(wall.floor(z.wall(date), name), 1, name)).getTime() - 1)
  }
  const add = (date = new Date(), count = 0, unit?: string) => {
    const name = unitOf(unit)
    // Hours and less are elapsed time; days and more keep the wall clock across a clock change.
    if (isFixed(name) && FIXED[name] < DAY) return new Date(date.getTime() + count * FIXED[name])
    return z.instant(wall.add(z.wall(date), count, name))
  }
  const key = (date = new Date(), unit?: string) => {
    const name = unitOf(unit)
    return name === 'milliseconds' ? date.getTime() : wall.floor(z.wall(date), name)
  }
  const ceil = (date = new Date(), unit?: string) => {
    const floor = startOf(date, unit)
    return floor.getTime() === date.getTime() ? floor : add(floor, 1, unit)
  }
  return { startOf, endOf, add, ceil, key, wall }
}

function spans(z: Zone, { key, wall }: ReturnType<typeof arithmetic>) {
  const months = (date: Date) => {
    const at = new Date(z.wall(date))
    return at.getUTCFullYear() * 12 + at.getUTCMonth()
  }
  /** Elapsed for hours and less, calendar days and months for the rest. Never negative. */
  const diff = (a = new Date(), b = new Date(), unit = 'day') => {
    const name = unitOf(unit)
    if (!isFixed(name)) return Math.trunc(Math.abs(months(a) - months(b)) / (name === 'year' ? 12 : 1))
    if (FIXED[name] >= DAY) return Math.round(Math.abs(key(a, unit) - key(b, unit)) / FIXED[name])
    return Math.abs(Math.floor(a.getTime() / FIXED[name]) - Math.floor(b.getTime() / FIXED[name]))
  }
  const getTimezoneOffset = (date = new Date()) => -z.offset(date.getTime()) / MINUTE
  const getDstOffset = (a = new Date(), b = new Date()) => getTimezoneOffset(a) - getTimezoneOffset(b)
  const getTotalMin = (a = new Date(), b = new Date()) => diff(a, b, 'minutes') + getDstOffset(a, b)
  const daySpan = (a = new Date(), b = new Date()) => diff(a, b, 'day')
  const minutes = (date = new Date()) => new Date(z.wall(date)).getUTCMinutes()
  const getMinutesFromMidnight = (date = new Date()) => {
    const at = z.wall(date)
    return Math.floor((at - wall.floor(at, 'day')) / MINUTE)
  }
  return { diff, getTimezoneOffset, getDstOffset, getTotalMin, daySpan, minutes, getMinutesFromMidnight }
}

function gridDates(z: Zone, { wall, startOf, endOf, add, key }: ReturnType<typeof arithmetic>) {
  const range = (from = new Date(), to = from, unit = 'day') => {
    const dates: Date[] = []
    for (let date = from; key(date, unit) <= key(to, unit); date = add(date, 1, unit)) dates.push(date)
    return dates
  }
  const merge = (date?: Date | null, time?: Date | null) => {
    if (!date && !time) return null
    const clock = z.wall(time ?? new Date())
    return z.instant(wall.floor(z.wall(date ?? new Date()), 'day') + (clock - wall.floor(clock, 'day')))
  }
  const getSlotDate = (date = new Date(), minutesFromMidnight = 0, offset = 0) =>
    z.instant(wall.floor(z.wall(date), 'day') + (minutesFromMidnight + offset) * MINUTE)
  const firstVisibleDay = (date?: Date) => startOf(startOf(date, 'month'), 'week')
  const lastVisibleDay = (date?: Date) => endOf(endOf(date, 'month'), 'week')
  const visibleDays = (date?: Date) => range(firstVisibleDay(date), lastVisibleDay(date))
  return { range, merge, getSlotDate, firstVisibleDay, lastVisibleDay, visibleDays }
}

function eventRules(
  z: Zone,
  { key, startOf }: ReturnType<typeof arithmetic>,
  { lt, eq, gt, gte }: ReturnType<typeof comparisons>,
  { daySpan }: ReturnType<typeof spans>,
) {
  const sortEvents = ({ evtA: a, evtB: b }: { evtA: SortedEvent; evtB: SortedEvent }) =>
    key(a.start, 'day') - key(b.start, 'day') ||
    daySpan(b.start, b.end) - daySpan(a.start, a.end) ||
    Number(b.allDay ?? false) - Number(a.allDay ?? false) ||
    a.start.getTime() - b.start.getTime() ||
    a.end.getTime() - b.end.getTime()
  const inEventRange = ({ event, range }: { event: Span; range: Span }) => {
    const reaches = eq(startOf(event.start, 'day'), event.end, 'minutes') ? gte : gt
    return key(event.start, 'day') <= key(range.end, 'day') && reaches(event.end, range.start, 'minutes')
  }
  return {
    sortEvents,
    inEventRange,
    isSameDate: (a?: Date, b?: Date) => eq(a, b, 'day'),
    continuesPrior: (start?: Date, first?: Date) => lt(start, first, 'day'),
    continuesAfter: (start?: Date, end?: Date, last?: Date) =>
      eq(start, end, 'minutes') ? gte(end, last, 'minutes') : gt(end, last, 'minutes'),
    startAndEndAreDateOnly: (a = new Date(), b = new Date()) =>
      z.wall(a) % DAY === 0 && z.wall(b) % DAY === 0,
  }
}

function formatsFor({ named, ranged, time }: ReturnType<typeof dateWriters>): Formats {
  const span = ({ start, end }: DateRange) => `${time(start)} – ${time(end)}`
  return {
    dateFormat: named({ day: 'numeric' }),
    dayFormat: named({ weekday: 'short', day: 'numeric' }),
    weekdayFormat: named({ weekday: 'short' }),
    timeGutterFormat: named({ hour: 'numeric', hour12: true }),
    monthHeaderFormat: named({ month: 'long', year: 'numeric' }),
    dayHeaderFormat: named({ weekday: 'long', day: 'numeric', month: 'long' }),
    dayRangeHeaderFormat: ranged({ day: 'numeric', month: 'long', year: 'numeric' }),
    agendaHeaderFormat: ranged({ dateStyle: 'medium' }),
    agendaDateFormat: named({ weekday: 'short', day: 'numeric', month: 'short' }),
    agendaTimeFormat: time,
    agendaTimeRangeFormat: span,
    selectRangeFormat: span,
    // The name comes first in a box; its time is in the accessible text (see the event wrapper).
    eventTimeRangeFormat: () => '',
    eventTimeRangeStartFormat: () => '',
    eventTimeRangeEndFormat: () => '',
  }
}

export interface ClinicLocalizerOptions {
  timeZone: string
  locale: string
  firstDay?: FirstDay
}

export function clinicLocalizer({ timeZone, locale, firstDay = 1 }: ClinicLocalizerOptions): DateLocalizer {
  const z = zone(timeZone)
  const maths = arithmetic(z, firstDay)
  const tests = comparisons(maths.key)
  const lengths = spans(z, maths)
  const writers = dateWriters(timeZone, locale)
  const medium = writers.named({ dateStyle: 'medium' })
  const { startOf, endOf, add, ceil } = maths
  const spec = {
    format: (value: Date, name: string) => (name === 'time' ? writers.time(value) : medium(value)),
    formats: formatsFor(writers),
    firstOfWeek: () => firstDay,
    min: (a = new Date(), b = new Date()) => (a < b ? a : b),
    max: (a = new Date(), b = new Date()) => (a > b ? a : b),
    ...{ startOf, endOf, add, ceil },
    ...tests,
    ...lengths,
    ...gridDates(z, maths),
    ...eventRules(z, maths, tests, lengths),
  }
  // The published types of sortEvents, inEventRange and daySpan differ from what the calendar calls.
  return new DateLocalizer(spec as unknown as DateLocalizerSpec)
}
