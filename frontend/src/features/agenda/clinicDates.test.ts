import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  ageOn,
  dayOf,
  daysBetween,
  instantOf,
  isDay,
  minuteOfDay,
  startOfWeek,
  timeOf,
  withOffset,
} from './clinicDates'

const CLINIC = 'America/Santo_Domingo'

describe('days of the clinic', () => {
  it('knows a day when it sees one', () => {
    expect(isDay('2026-11-25')).toBe(true)
    for (const text of ['2026-13-01', '2026-02-30', '25/11/2026', '', null]) expect(isDay(text)).toBe(false)
  })

  it('tells the clinic’s day of an instant, whatever the browser’s', () => {
    expect(dayOf('2026-11-26T02:00:00Z', CLINIC)).toBe('2026-11-25')
    expect(dayOf('2026-11-26T04:00:00Z', CLINIC)).toBe('2026-11-26')
  })

  it('counts over months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2026-11-15', -11)).toBe('2025-12-15')
    expect(startOfWeek('2026-11-29')).toBe('2026-11-23')
    expect(daysBetween('2026-11-29', '2026-12-01')).toEqual(['2026-11-29', '2026-11-30', '2026-12-01'])
  })
})

describe('wall time', () => {
  it('comes back from an instant and goes out with the offset', () => {
    const instant = instantOf('2026-11-25', '09:30', CLINIC)
    expect(instant.toISOString()).toBe('2026-11-25T13:30:00.000Z')
    expect(timeOf(instant, CLINIC)).toBe('09:30')
    expect(minuteOfDay(instant, CLINIC)).toBe(570)
    expect(withOffset(instant, CLINIC)).toBe('2026-11-25T09:30:00-04:00')
  })

  it.each([
    ['Europe/Madrid', '2026-07-01', '2026-07-01T09:30:00+02:00'],
    ['Asia/Kathmandu', '2026-07-01', '2026-07-01T09:30:00+05:45'],
    ['America/St_Johns', '2026-01-15', '2026-01-15T09:30:00-03:30'],
  ])('writes the offset of %s', (zone, day, expected) => {
    expect(withOffset(instantOf(day, '09:30', zone), zone)).toBe(expected)
  })
})

describe('age', () => {
  it('grows on the birthday', () => {
    expect(ageOn('1984-11-25', '2026-11-24')).toBe(41)
    expect(ageOn('1984-11-25', '2026-11-25')).toBe(42)
  })
})
