import { describe, expect, it } from 'vitest'
import { openHours, visit } from '../agenda/builders'
import { findVisits, together, waiters } from './board'

const closed = { id: 8, kind: 'closure' as const, ...day('00:00', '24:00'), reason: 'Inventario' }

function day(from: string, to: string) {
  const { start, end } = openHours(from, to === '24:00' ? '23:59' : to)
  return { start, end }
}

describe('several agendas together', () => {
  const agenda = (practitioner: number, more = {}) => ({
    practitioner,
    timezone: 'America/Santo_Domingo',
    appointments: [visit('09:00', '09:30', { id: practitioner * 10, practitioner })],
    open: [openHours('08:00', '12:00')],
    exceptions: [closed],
    holidays: [{ date: '2026-11-25', name: 'Feriado' }],
    ...more,
  })
  const board = together(
    [agenda(1), agenda(2), agenda(3)],
    new Set([1, 3]),
    'America/Santo_Domingo',
    (id) => `Dr. ${id}`,
  )

  it('keep whose each visit and each open hour is', () => {
    expect(board.appointments.map(({ practitioner }) => practitioner)).toEqual([1, 3])
    expect(board.open.map(({ practitioner }) => practitioner)).toEqual([1, 3])
  })

  it('tell once what closes the clinic for all, and name who is away alone', () => {
    expect(board.exceptions).toEqual([closed])
    expect(board.holidays).toHaveLength(1)
    const absence = { ...closed, id: 9, kind: 'absence' as const, reason: 'Congreso' }
    const alone = together(
      [agenda(1, { exceptions: [absence] })],
      new Set([1]),
      'America/Santo_Domingo',
      () => 'Dra. Peña',
    )
    expect(alone.exceptions[0]?.reason).toBe('Dra. Peña · Congreso')
  })
})

it('who waits longest comes first', () => {
  const now = new Date('2026-11-25T09:40:00-04:00')
  const at = (id: number, time: string) =>
    visit('09:00', '09:30', { id, state: 'arrived', arrived_at: `2026-11-25T${time}:00-04:00` })
  const found = waiters([at(1, '09:30'), at(2, '09:10'), visit('10:00', '10:30')], now)
  expect(found.map(({ appointment, minutes }) => [appointment.id, minutes])).toEqual([
    [2, 30],
    [1, 10],
  ])
})

describe('finding a visit of the day', () => {
  const visits = [
    visit('09:00', '09:30', {
      id: 1,
      patient_name: 'Rosa Núñez',
      phone: '+1 809-555-0134',
      number: 'LV-4K7Q2M',
    }),
    visit('10:00', '10:30', { id: 2, patient_name: 'José Núñez Peña', phone: null, number: 'LV-9ZZZZZ' }),
  ]
  const found = (text: string) => findVisits(visits, text).map(({ id }) => id)

  it.each([
    ['nunez', [1, 2]],
    ['NÚÑEZ rosa', [1]],
    ['pena jose', [2]],
    ['5550134', [1]],
    ['809-555', [1]],
    ['lv4k7q', [1]],
    ['4K7Q2M', [1]],
    ['   ', []],
    ['nadie', []],
  ])('%s', (text, ids) => {
    expect(found(text)).toEqual(ids)
  })
})
