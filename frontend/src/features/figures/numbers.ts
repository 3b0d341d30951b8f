import { useLingui } from '@lingui/react'
import { useMemo } from 'react'
import { formatLocale } from '../../i18n/i18n'

const MONDAY = Date.UTC(2026, 0, 5)
const DAY_MS = 86_400_000

export interface Numbers {
  count: (value: number) => string
  /** 0.123 as a percentage; a dash when there was nothing to divide by. */
  share: (value: number | null) => string
  /** Minutes, whole from ten on. */
  minutes: (value: number | null) => string
  hours: (value: number) => string
  /** ISO weekday, Monday is 1. */
  weekday: (value: number) => string
  day: (value: string) => string
}

const NOTHING = '–'

export function numbersIn(locale: string, unit: (minutes: string) => string): Numbers {
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const fine = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const utc = (value: string) => new Date(`${value}T00:00:00Z`)
  return {
    count: (value) => plain.format(value),
    share: (value) => (value === null ? NOTHING : percent.format(value)),
    minutes: (value) => (value === null ? NOTHING : unit((value < 10 ? fine : plain).format(value))),
    hours: (value) => fine.format(value),
    weekday: (value) => weekday.format(MONDAY + (value - 1) * DAY_MS),
    day: (value) => day.format(utc(value)),
  }
}

export function useNumbers(): Numbers {
  const { i18n } = useLingui()
  const locale = formatLocale(i18n.locale === 'en' ? 'en' : 'es')
  return useMemo(() => numbersIn(locale, (minutes) => i18n._('figures.minutes', { minutes })), [locale, i18n])
}
