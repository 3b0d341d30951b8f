import { describe, expect, it } from 'vitest'
import { visit } from './builders'
import { changesBetween } from './changes'
import type { Appointment } from './model'

const nobody = () => false
const told = (before: Appointment[], after: Appointment[], own = nobody as (item: Appointment) => boolean) =>
  changesBetween(before, after, own).map(({ kind, appointment }) => `${kind} ${appointment.id}`)

describe('what others changed', () => {
  const rosa = visit('09:00', '09:30', { id: 1 })
  const jose = visit('10:00', '10:30', { id: 2 })

  it('is nothing when nothing changed', () => expect(told([rosa, jose], [rosa, jose])).toEqual([]))

  it('is a new visit, a moved one, another state, one that left', () => {
    expect(told([rosa], [rosa, jose])).toEqual(['new 2'])
    expect(told([rosa], [visit('11:00', '11:30', { id: 1 })])).toEqual(['moved 1'])
    expect(told([rosa], [{ ...rosa, state: 'arrived' }])).toEqual(['state 1'])
    expect(told([rosa], [{ ...rosa, confirmed: true }])).toEqual(['state 1'])
    expect(told([rosa], [{ ...rosa, state: 'cancelled' }])).toEqual(['gone 1'])
    expect(told([rosa, jose], [jose])).toEqual(['gone 1'])
  })

  it('begins with the patient: a held time is not news, its booking is', () => {
    const held: Appointment = { ...jose, state: 'pending', patient: null, patient_name: null }
    expect(told([rosa], [rosa, held])).toEqual([])
    expect(told([rosa, held], [rosa, jose])).toEqual(['new 2'])
    expect(told([rosa, held], [rosa])).toEqual([])
  })

  it('is not what this screen did itself', () => {
    expect(told([rosa], [{ ...rosa, state: 'arrived' }], ({ id }) => id === 1)).toEqual([])
    expect(told([rosa], [], ({ id }) => id === 1)).toEqual([])
  })
})
