import { i18n } from '@lingui/core'
import { formatLocale } from '../../i18n/i18n'
import { dateWriters } from '../../time/writers'

const NO_BREAK = '\u00a0'
const MOMENT = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
  hour12: true,
} as const
const DAY = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const

/** "lun, 23 nov, 2:05 p. m." */
export function momentWords(at: string, timeZone: string): string {
  return dateWriters(timeZone, formatLocale()).named(MOMENT)(new Date(at))
}

/** "mar, 1 dic 2026", of a calendar day without a zone. */
export function dayWords(day: string): string {
  return dateWriters('UTC', formatLocale()).named(DAY)(new Date(`${day}T12:00:00Z`))
}

/** "mar, 1 dic" */
export function shortDayWords(day: string): string {
  const { year: _year, ...short } = DAY
  return dateWriters('UTC', formatLocale()).named(short)(new Date(`${day}T12:00:00Z`))
}

/** "8:00 a. m." of a wall time such as "08:00". */
export function clockWords(time: string): string {
  const words = dateWriters('UTC', formatLocale()).time(new Date(`2026-01-01T${time}:00Z`))
  return words.replace(/\s/g, NO_BREAK)
}

/** ISO: Monday is 1. */
export function weekdayWords(weekday: number): string {
  const monday = Date.UTC(2024, 0, 1, 12)
  const name = dateWriters('UTC', formatLocale()).named({ weekday: 'long' })
  return name(new Date(monday + (weekday - 1) * 86_400_000))
}

/** "tanda de 12" or "cada 20 min", or what the service says. */
export function modeWords(line: { mode: string; quota: number | null; step?: number | null }): string {
  if (line.mode === 'arrival') return i18n._('admin.line.quota', { count: line.quota ?? 0 })
  if (line.step) return i18n._('admin.line.step', { count: line.step })
  return i18n._('admin.line.time')
}
