import { describe, expect, it } from 'vitest'
import { agendaOf, visit } from './builders'
import { placed, possibleVerbs } from './verbs'

describe('possible verbs', () => {
  it('come in the order of use', () => {
    expect(possibleVerbs({ can: ['cancel', 'reschedule', 'no_show', 'arrive'] })).toEqual([
      'arrive',
      'no_show',
      'reschedule',
      'cancel',
    ])
  })
})

describe('a changed visit', () => {
  const agenda = agendaOf({
    appointments: [visit('09:00', '09:30', { id: 1 }), visit('10:00', '10:30', { id: 2 })],
  })

  it('takes its new place', () => {
    const moved = visit('11:00', '11:30', { id: 1 })
    expect(placed(agenda, moved, true).appointments.map(({ id }) => id)).toEqual([2, 1])
  })

  it('leaves days and practitioners that it does not belong to', () => {
    expect(
      placed(agenda, visit('11:00', '11:30', { id: 1 }), false).appointments.map(({ id }) => id),
    ).toEqual([2])
  })
})
