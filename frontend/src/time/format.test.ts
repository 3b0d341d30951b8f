import { describe, expect, it } from 'vitest'
import { addDays, clock, money } from './format'

const AT = '2026-11-25T09:30:00-04:00'
const LATE = '2026-11-26T03:30:00Z'

describe('clock', () => {
  const spanish = clock('America/Santo_Domingo', 'es-DO')

  it('writes the clinic hour the Dominican way', () => {
    expect(spanish.time(AT)).toMatch(/^9:30\sa\.\sm\.$/)
    expect(spanish.day(AT)).toBe('miércoles, 25 de noviembre')
  })

  it('names the year only when it is another one', () => {
    const before = Date.parse('2025-12-30T10:00:00-04:00')
    expect(spanish.dated(AT, before)).toBe('miércoles, 25 de noviembre de 2026')
    expect(spanish.shortDated(AT, before)).toMatch(/2026$/)
    expect(spanish.dated(AT, Date.parse('2026-12-31T23:30:00-04:00'))).toBe('miércoles, 25 de noviembre')
  })

  it('knows when Spanish says "a la"', () => {
    expect(spanish.isOne('2026-11-25T13:20:00-04:00')).toBe(true)
    expect(spanish.isOne('2026-11-25T12:59:00-04:00')).toBe(false)
  })

  it('writes it the English way', () => {
    expect(clock('America/Santo_Domingo', 'en-US').time(AT)).toMatch(/^9:30\sAM$/)
  })

  it('keeps the clinic day when UTC is already tomorrow', () => {
    expect(spanish.dayKey(LATE)).toBe('2026-11-25')
    expect(spanish.isMorning(LATE)).toBe(false)
  })

  it('knows when the device shows another hour', () => {
    const device = new Intl.DateTimeFormat().resolvedOptions().timeZone
    expect(clock(device, 'es-DO').differsFromDevice(AT)).toBe(false)
    expect(clock('Pacific/Kiritimati', 'es-DO').differsFromDevice(AT)).toBe(true)
  })
})

describe('addDays', () => {
  it('crosses months, years and leap days', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  })
})

describe('money', () => {
  it('shows pesos in both languages, cents only when there are any', () => {
    expect(money({ amount: '1500.00', currency: 'DOP' }, 'es-DO')).toBe('RD$1,500')
    expect(money({ amount: '1500.50', currency: 'DOP' }, 'en-US')).toBe('RD$1,500.50')
  })
})
