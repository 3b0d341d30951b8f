import { describe, expect, it } from 'vitest'
import { clinicLocalizer, unitOf, wallCalendar } from './localizer'
import { zone } from './zone'

const ZONES = [
  'America/Santo_Domingo',
  'America/New_York',
  'Europe/Madrid',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Kathmandu',
]
const HOUR = 3_600_000

interface Rules {
  sortEvents(pair: { evtA: object; evtB: object }): number
  inEventRange(pair: { event: object; range: object }): boolean
  daySpan(a: Date, b: Date): number
}

const localizer = (timeZone: string, locale = 'es-DO') => {
  const made = clinicLocalizer({ timeZone, locale })
  return Object.assign(made, made as unknown as Rules)
}

const at = (text: string) => new Date(text)
const wall = (timeZone: string, date: Date) => new Date(zone(timeZone).wall(date)).toISOString().slice(0, 16)

describe('unitOf', () => {
  it.each([
    ['days', 'day'],
    ['date', 'day'],
    ['week', 'week'],
    ['minutes', 'minutes'],
    ['FullYear', 'year'],
    [undefined, 'milliseconds'],
  ])('reads %s as %s', (given, meant) => expect(unitOf(given)).toBe(meant))

  it('refuses a unit it does not know', () => expect(() => unitOf('fortnight')).toThrow(RangeError))
})

describe('wallCalendar', () => {
  const wallOf = (text: string) => Date.parse(`${text}Z`)

  it('keeps the day of the month, or the last one when the month is shorter', () => {
    expect(wallCalendar(1).add(wallOf('2028-01-31T09:30'), 1, 'month')).toBe(wallOf('2028-02-29T09:30'))
    expect(wallCalendar(1).add(wallOf('2028-02-29T09:30'), 1, 'year')).toBe(wallOf('2029-02-28T09:30'))
  })

  it('starts the week on the day the clinic chose', () => {
    const sunday = wallOf('2026-11-29T10:00')
    expect(wallCalendar(1).floor(sunday, 'week')).toBe(wallOf('2026-11-23T00:00'))
    expect(wallCalendar(0).floor(sunday, 'week')).toBe(wallOf('2026-11-29T00:00'))
  })
})

describe.each(ZONES)('in %s', (timeZone) => {
  const l = localizer(timeZone)

  it('comes back from every quarter hour of a year to the same instant and slot', () => {
    const first = at('2026-01-01T12:00:00Z')
    for (let day = 0; day < 365; day += 1) {
      const date = l.add(first, day, 'day')
      for (const minutes of [0, 90, 240, 525, 1050, 1425]) {
        const slot = l.getSlotDate(date, minutes, 0)
        const again = l.merge(date, slot)
        // An hour that the clocks skip does not exist: it may only move forward within its day.
        expect(l.getMinutesFromMidnight(slot)).toBeGreaterThanOrEqual(minutes)
        expect(l.isSameDate(slot, date)).toBe(true)
        expect(again?.getTime()).toBe(slot.getTime())
      }
    }
  })

  it('has days that follow each other without a hole, of 23 to 25 hours', () => {
    let day = l.startOf(at('2026-01-01T12:00:00Z'), 'day')
    for (let count = 0; count < 365; count += 1) {
      const next = l.startOf(l.add(day, 1, 'day'), 'day')
      expect(l.endOf(day, 'day').getTime()).toBe(next.getTime() - 1)
      expect([23, 23.5, 24, 24.5, 25]).toContain((next.getTime() - day.getTime()) / HOUR)
      day = next
    }
    expect(wall(timeZone, day)).toMatch(/^2027-01-01T00:00/)
  })

  it('shows six whole weeks at most for a month, from Monday to Sunday', () => {
    for (let month = 0; month < 12; month += 1) {
      const days = l.visibleDays(l.add(at('2026-01-15T12:00:00Z'), month, 'month'), l)
      expect(days.length % 7).toBe(0)
      expect(days.length).toBeLessThanOrEqual(42)
      expect(wall(timeZone, days[0] as Date)).toMatch(/T00:00$/)
    }
  })
})

describe('on the day the clocks change', () => {
  const newYork = localizer('America/New_York')
  const forward = at('2026-03-08T12:00:00-04:00')
  const back = at('2026-11-01T12:00:00-05:00')

  it('labels the grid with wall time, before and after the change', () => {
    for (const date of [forward, back]) {
      expect(wall('America/New_York', newYork.getSlotDate(date, 9 * 60, 0))).toMatch(/T09:00$/)
      expect(wall('America/New_York', newYork.getSlotDate(date, 60, 0))).toMatch(/T01:00$/)
    }
  })

  it('measures a column in wall minutes, so that 9:00 stays beside the 9:00 label', () => {
    const midnight = newYork.startOf(forward, 'day')
    expect(newYork.getTotalMin(midnight, at('2026-03-08T09:00:00-04:00'))).toBe(9 * 60)
    expect(newYork.getTotalMin(newYork.startOf(back, 'day'), at('2026-11-01T09:00:00-05:00'))).toBe(9 * 60)
  })

  it('adds hours as elapsed time and days as calendar days', () => {
    const evening = at('2026-03-07T20:00:00-05:00')
    expect(wall('America/New_York', newYork.add(evening, 24, 'hours'))).toBe('2026-03-08T21:00')
    expect(wall('America/New_York', newYork.add(evening, 1, 'day'))).toBe('2026-03-08T20:00')
    expect(newYork.diff(evening, newYork.add(evening, 1, 'day'), 'day')).toBe(1)
  })

  it('starts the day at one o’clock where midnight itself is skipped', () => {
    const santiago = localizer('America/Santiago')
    const start = santiago.startOf(at('2026-09-06T12:00:00-03:00'), 'day')
    expect(start.toISOString()).toBe('2026-09-06T04:00:00.000Z')
  })
})

describe('events', () => {
  const l = localizer('America/Santo_Domingo')
  const event = (start: string, end: string, allDay = false) => ({ start: at(start), end: at(end), allDay })
  const day = { start: at('2026-11-25T00:00:00-04:00'), end: at('2026-11-25T23:59:59-04:00') }

  it('keeps an event in its own clinic day', () => {
    const late = event('2026-11-25T23:30:00-04:00', '2026-11-26T00:00:00-04:00')
    const next = event('2026-11-26T00:00:00-04:00', '2026-11-26T00:30:00-04:00')
    expect(l.inEventRange({ event: late, range: day })).toBe(true)
    expect(l.inEventRange({ event: next, range: day })).toBe(false)
  })

  it('keeps all three days of a three-day block', () => {
    expect(l.daySpan(at('2026-11-25T08:00:00-04:00'), at('2026-11-27T17:00:00-04:00'))).toBe(2)
    expect(l.range(at('2026-11-25T08:00:00-04:00'), at('2026-11-27T17:00:00-04:00'))).toHaveLength(3)
  })

  it('sorts by day, longer spans first, then by start', () => {
    const short = event('2026-11-25T09:00:00-04:00', '2026-11-25T09:30:00-04:00')
    const block = event('2026-11-25T12:00:00-04:00', '2026-11-27T12:00:00-04:00')
    const later = event('2026-11-25T10:00:00-04:00', '2026-11-25T10:30:00-04:00')
    const sorted = [later, short, block].sort((evtA, evtB) => l.sortEvents({ evtA, evtB }))
    expect(sorted).toEqual([block, short, later])
  })

  it('says whether a block goes on before or after what is shown', () => {
    expect(l.continuesPrior(at('2026-11-24T23:00:00-04:00'), day.start)).toBe(true)
    expect(l.continuesAfter(day.start, at('2026-11-26T10:00:00-04:00'), day.end)).toBe(true)
    expect(l.continuesAfter(day.start, at('2026-11-25T10:00:00-04:00'), day.end)).toBe(false)
  })
})

describe('called with nothing, as the calendar sometimes does', () => {
  const bare = clinicLocalizer({ timeZone: 'America/Santo_Domingo', locale: 'es-DO' })
  const methods = Object.entries(bare).filter(
    ([name, value]) =>
      typeof value === 'function' && !['format', 'propType', 'sortEvents', 'inEventRange'].includes(name),
  )

  it.each(methods)('%s answers', (_, method) =>
    expect(() => method(undefined, undefined, undefined)).not.toThrow(),
  )

  it('works when copied off the object', () => {
    const copy = { ...bare }
    expect(copy.startOf(at('2026-11-25T12:00:00Z'), 'day').toISOString()).toBe('2026-11-25T04:00:00.000Z')
  })
})

describe('texts', () => {
  const spaces = (text: string) => text.replace(/\s/g, ' ')
  const nine = at('2026-11-25T09:30:00-04:00')
  const label = (locale: string, name: 'agendaTimeFormat' | 'dayHeaderFormat') => {
    const l = localizer('America/Santo_Domingo', locale)
    return spaces(l.format(nine, l.formats[name] as string))
  }

  it('writes Dominican Spanish and English', () => {
    expect(label('es-DO', 'agendaTimeFormat')).toBe('9:30 a. m.')
    expect(label('es-DO', 'dayHeaderFormat')).toBe('miércoles, 25 de noviembre')
    expect(label('en', 'agendaTimeFormat')).toBe('9:30 AM')
  })
})
