import { describe, expect, it } from 'vitest'
import { agendaOf, openHours, visit } from './builders'
import { dayRows, nextVisit, summarise, waitingMinutes } from './dayRows'
import type { Agenda } from './model'

const EARLY = new Date('2026-11-25T06:00:00-04:00')
const hour = (date: Date) => date.toISOString().slice(11, 16)

function told(agenda: Agenda, now = EARLY): string[] {
  return dayRows(agenda, now).map((row) =>
    row.kind === 'gap' ? `libre ${hour(row.start)}–${hour(row.end)}` : `visita ${row.appointment.id}`,
  )
}

describe('the day as a list', () => {
  it('puts the free time between the visits', () => {
    const appointments = [visit('10:00', '10:30', { id: 2 }), visit('09:00', '09:30', { id: 1 })]
    expect(told(agendaOf({ appointments, open: [openHours('09:00', '11:00')] }))).toEqual([
      'visita 1',
      'libre 13:30–14:00',
      'visita 2',
      'libre 14:30–15:00',
    ])
  })

  it('leaves out what is past, too short, cancelled, or in a block by order of arrival', () => {
    const now = new Date('2026-11-25T10:55:00-04:00')
    const appointments = [visit('09:00', '10:00', { state: 'cancelled' })]
    const tanda = { ...openHours('14:00', '17:00'), mode: 'arrival' as const }
    expect(told(agendaOf({ appointments, open: [openHours('09:00', '11:00'), tanda] }), now)).toEqual([])
  })

  it('gives back the time of who did not come, and still shows the visit', () => {
    const appointments = [visit('09:00', '10:00', { state: 'noshow' })]
    expect(told(agendaOf({ appointments, open: [openHours('09:00', '10:00')] }))).toEqual([
      'visita 1',
      'libre 13:00–14:00',
    ])
  })
})

describe('who is next', () => {
  it('is who waits, before who is expected', () => {
    const booked = visit('09:00', '09:30', { id: 1 })
    const waiting = visit('09:30', '10:00', { id: 2, state: 'arrived' })
    const rows = dayRows(agendaOf({ appointments: [booked, waiting] }), EARLY)
    expect(nextVisit(rows)?.id).toBe(2)
    expect(nextVisit(dayRows(agendaOf({ appointments: [booked] }), EARLY))?.id).toBe(1)
    expect(nextVisit([])).toBeUndefined()
  })

  it('has waited since the arrival', () => {
    const arrived_at = '2026-11-25T09:20:00-04:00'
    const now = new Date('2026-11-25T09:32:30-04:00')
    expect(waitingMinutes(visit('09:30', '10:00', { state: 'arrived', arrived_at }), now)).toBe(12)
    expect(waitingMinutes(visit('09:30', '10:00', { arrived_at }), now)).toBeNull()
  })
})

describe('summary', () => {
  it('counts visits, who waits and who was seen, without the cancelled', () => {
    const states = ['booked', 'arrived', 'fulfilled', 'noshow', 'cancelled'] as const
    const appointments = states.map((state, id) => visit('09:00', '09:30', { id, state }))
    expect(summarise(appointments)).toEqual({ total: 4, waiting: 1, done: 1 })
  })
})
