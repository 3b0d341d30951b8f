import { zone } from './zone'

const MINUTE = 60_000
const DAY = 86_400_000
const NOON = 12
const NO_BREAK = '\u00a0'
const TIME = { hour: 'numeric', minute: '2-digit', hour12: true } as const
const LONG = { weekday: 'long', day: 'numeric', month: 'long' } as const
const SHORT = { weekday: 'short', day: 'numeric', month: 'short' } as const

/** Formats moments on the clinic's clock, in the reader's language. */
export interface Clock {
  /** "9:30 a. m." */
  time(at: string | number): string
  /** "9:30": beside a heading that says morning or afternoon. */
  hour(at: string | number): string
  /** "miércoles, 25 de noviembre" */
  day(at: string | number): string
  /** "mié, 25 nov" */
  shortDay(at: string | number): string
  /** As `day` and `shortDay`, with the year when it is not the one that `now` is in. */
  dated(at: string | number, now?: number): string
  shortDated(at: string | number, now?: number): string
  weekday(at: string | number): string
  dayOfMonth(at: string | number): string
  month(at: string | number): string
  /** "25 de noviembre de 2026" */
  date(at: string | number): string
  /** The day on the clinic's calendar, as YYYY-MM-DD. */
  dayKey(at: string | number): string
  isMorning(at: string | number): boolean
  /** At one o'clock Spanish takes the singular: "a la 1:20". */
  isOne(at: string | number): boolean
  /** True when the device's own clock shows another hour than the clinic's. */
  differsFromDevice(at: string | number): boolean
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, options)
  formats.set(key, made)
  return made
}

export function clock(timeZone: string, locale: string): Clock {
  const clinic = zone(timeZone)
  const instant = (at: string | number) => (typeof at === 'number' ? at : Date.parse(at))
  const wall = (at: string | number) => new Date(clinic.wall(instant(at)))
  const named = (options: Intl.DateTimeFormatOptions) => (at: string | number) =>
    format(locale, { timeZone, ...options }).format(instant(at))
  const yearOf = (at: string | number) => wall(at).getUTCFullYear()
  const dated =
    (options: Intl.DateTimeFormatOptions) =>
    (at: string | number, now: number = Date.now()) =>
      named(yearOf(at) === yearOf(now) ? options : { ...options, year: 'numeric' })(at)
  return {
    time: (at) => named(TIME)(at).replace(/\s/g, NO_BREAK),
    hour: (at) => {
      const parts = format(locale, { timeZone, ...TIME }).formatToParts(instant(at))
      return parts
        .map(({ type, value }) => (type === 'dayPeriod' ? '' : value))
        .join('')
        .trim()
    },
    day: named(LONG),
    shortDay: named(SHORT),
    dated: dated(LONG),
    shortDated: dated(SHORT),
    weekday: named({ weekday: 'short' }),
    dayOfMonth: named({ day: 'numeric' }),
    month: named({ month: 'short' }),
    date: named({ day: 'numeric', month: 'long', year: 'numeric' }),
    dayKey: (at) => wall(at).toISOString().slice(0, 10),
    isMorning: (at) => wall(at).getUTCHours() < NOON,
    isOne: (at) => wall(at).getUTCHours() % NOON === 1,
    differsFromDevice: (at) =>
      clinic.offset(instant(at)) !== -new Date(instant(at)).getTimezoneOffset() * MINUTE,
  }
}

/** Calendar arithmetic on YYYY-MM-DD, free of zones. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY).toISOString().slice(0, 10)
}

/** "RD$1,500": Dominicans write it so in both languages; cents only when there are any. */
export function money(price: { amount: string; currency: string }, locale: string): string {
  const amount = Number(price.amount)
  const digits = Number.isInteger(amount) ? 0 : 2
  const number = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  const symbol = price.currency === 'DOP' ? 'RD$' : `${price.currency} `
  return symbol + number.format(amount)
}
