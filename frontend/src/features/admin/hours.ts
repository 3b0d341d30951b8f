import type { DayBlock, DayHours, Mode, Schedule, ScheduleLine, WeeklyHours } from '../../api/client'

/** Hours that are being written; the key outlives every change of the text. */
export interface HoursDraft {
  key: number
  weekday: number
  start: string
  end: string
  mode: Mode
  step: number | null
  quota: number | null
  every_n_weeks: number
  overbook_quota: number
  room: number | null
  services: number[]
}

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const
const USUAL = { start: '08:00', end: '12:00' } as const
const USUAL_PLACES = 12

let keys = 0
const nextKey = () => {
  keys += 1
  return keys
}

export function newHours(weekday: number, after?: HoursDraft): HoursDraft {
  const base = { weekday, mode: 'time' as Mode, step: null, quota: null, every_n_weeks: 1, overbook_quota: 0 }
  const times = after ? { start: after.end, end: laterThan(after.end) } : USUAL
  return { ...base, ...times, room: after?.room ?? null, services: [], key: nextKey() }
}

function laterThan(time: string): string {
  const hour = Math.min(23, Number(time.slice(0, 2)) + 2)
  return `${String(hour).padStart(2, '0')}:${hour === 23 ? '59' : time.slice(3, 5)}`
}

export function draftOfLine({ id: _id, ...line }: ScheduleLine): HoursDraft {
  return { ...line, key: nextKey() }
}

export function draftOfBlock(block: DayBlock): HoursDraft {
  return {
    ...newHours(1),
    start: block.start,
    end: block.end,
    mode: block.mode,
    quota: block.quota,
    room: block.room,
  }
}

/** The same hours on another weekday. */
export function copyTo(weekday: number, hours: readonly HoursDraft[]): HoursDraft[] {
  return hours.map((line) => ({ ...line, weekday, key: nextKey() }))
}

export function withMode(hours: HoursDraft, mode: Mode): HoursDraft {
  if (mode === 'arrival') return { ...hours, mode, step: null, quota: hours.quota ?? USUAL_PLACES }
  return { ...hours, mode, quota: null }
}

export function asLine({ key: _key, ...line }: HoursDraft): WeeklyHours {
  return line
}

export function asBlock({ start, end, mode, quota, room }: HoursDraft): DayHours {
  return { start, end, mode, quota, room }
}

export function byStart(a: HoursDraft, b: HoursDraft): number {
  return a.weekday - b.weekday || a.start.localeCompare(b.start)
}

/** In force on that day. */
export function isCurrent({ valid_from: from, valid_to: to }: Schedule, day: string): boolean {
  return (!from || from <= day) && (!to || to >= day)
}
