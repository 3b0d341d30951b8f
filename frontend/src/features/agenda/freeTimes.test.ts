import { describe, expect, it } from 'vitest'
import { agendaOf, openHours, visit } from './builders'
import { timeOf } from './clinicDates'
import { timeAt, toFree } from './freeTimes'

const CLINIC = 'America/Santo_Domingo'
const HOUR = 72
const BEFORE = new Date('2026-11-25T06:00:00-04:00')
const open = (from: string, to: string) => ({ ...openHours(from, to), practitioner: 3 })

function free(agenda: Parameters<typeof agendaOf>[0], now = BEFORE): string[] {
  const found = toFree(agendaOf(agenda), { hour: HOUR, now })
  return found.map(({ start, end }) => `${timeOf(start, CLINIC)} ${timeOf(end, CLINIC)}`)
}

describe('the free times of a column', () => {
  it('are what the visits leave of the open hours', () => {
    const appointments = [visit('09:00', '09:30'), visit('10:30', '11:00', { id: 2 })]
    expect(free({ open: [open('08:00', '12:00')], appointments })).toEqual([
      '08:00 09:00',
      '09:30 10:30',
      '11:00 12:00',
    ])
  })

  it('count a visit that was cancelled or missed as room', () => {
    const appointments = [visit('09:00', '09:30', { state: 'noshow' })]
    expect(free({ open: [open('08:00', '12:00')], appointments })).toEqual(['08:00 12:00'])
  })

  it('leave another practitioner’s visits alone', () => {
    const appointments = [visit('09:00', '09:30', { practitioner: 4 })]
    expect(free({ open: [open('08:00', '12:00')], appointments })).toEqual(['08:00 12:00'])
  })

  it('do not begin in the past, and are not offered when they are too low to be aimed at', () => {
    const now = new Date('2026-11-25T09:50:00-04:00')
    expect(free({ open: [open('08:00', '10:00')] }, now)).toEqual([])
    expect(free({ open: [open('08:00', '12:00')] }, now)).toEqual(['09:45 12:00'])
  })

  it('keep visits that overlap, and that reach over the edges', () => {
    const appointments = [
      visit('07:30', '08:30'),
      visit('08:15', '09:00', { id: 2 }),
      visit('11:45', '12:15'),
    ]
    expect(free({ open: [open('08:00', '12:00')], appointments })).toEqual(['09:00 11:45'])
  })
})

describe('a place in a free time', () => {
  const [stretch] = toFree(agendaOf({ open: [open('09:50', '11:00')] }), { hour: HOUR, now: BEFORE })

  it.each([
    [0, '09:50'],
    [0.1, '09:50'],
    [0.4, '10:15'],
    [0.99, '10:45'],
  ])('%s down is %s', (share, time) => {
    expect(stretch && timeOf(timeAt(stretch, share), CLINIC)).toBe(time)
  })
})
