import { describe, expect, it } from 'vitest'
import { agendaOf, openHours, visit } from './builders'
import { monthSpan, monthTotals } from './monthTotals'

describe('a month', () => {
  it('is shown in whole weeks from Monday', () => {
    expect(monthSpan('2026-11-25')).toEqual({ from: '2026-10-26', to: '2026-12-06' })
    expect(monthSpan('2027-02-01')).toEqual({ from: '2027-02-01', to: '2027-02-28' })
  })

  it('has a total and a load for each day', () => {
    const agenda = agendaOf({
      appointments: [
        visit('09:00', '10:00', { id: 1 }),
        visit('10:00', '11:00', { id: 2, state: 'noshow' }),
        visit('11:00', '12:00', { id: 3, state: 'cancelled' }),
      ],
      open: [openHours('08:00', '12:00')],
      holidays: [{ date: '2026-11-06', name: 'Día de la Constitución' }],
    })
    const weeks = monthTotals(agenda, '2026-11-01')
    const cells = weeks.flat()
    expect(weeks).toHaveLength(6)
    expect(cells.find(({ day }) => day === '2026-11-25')).toMatchObject({
      total: 2,
      load: 0.25,
      inMonth: true,
    })
    expect(cells.find(({ day }) => day === '2026-11-06')).toMatchObject({
      total: 0,
      load: null,
      holiday: 'Día de la Constitución',
    })
    expect(cells.find(({ day }) => day === '2026-12-01')).toMatchObject({ inMonth: false })
  })

  it('never fills a day over the brim', () => {
    const agenda = agendaOf({ appointments: [visit('08:00', '12:00')], open: [openHours('08:00', '09:00')] })
    expect(
      monthTotals(agenda, '2026-11-25')
        .flat()
        .find(({ total }) => total > 0)?.load,
    ).toBe(1)
  })

  it('counts a late visit in the clinic’s day', () => {
    const agenda = agendaOf({ appointments: [visit('23:30', '23:50')] })
    expect(
      monthTotals(agenda, '2026-11-25')
        .flat()
        .find(({ total }) => total > 0)?.day,
    ).toBe('2026-11-25')
  })
})
