import { describe, expect, it } from 'vitest'
import type { Patient } from '../../api/client'
import { slot } from '../../testing/world'
import { bodyOf } from './NewVisitForm'
import { nextOffers } from './queries'

const answers = {
  patient: { id: 7 } as Patient,
  service: 2,
  practitioner: 3,
  offer: slot({ practitioner: 4 }),
  exact: null,
  timeZone: 'America/Santo_Domingo',
  phone: true,
  reason: ' Control ',
}
const exact = { day: '2026-11-25', time: '09:30', extra: false, reason: '' }

describe('what is sent for a new visit', () => {
  it('is the chosen free time, with whoever has it', () => {
    expect(bodyOf(answers)).toEqual({
      patient: 7,
      service: 2,
      practitioner: 4,
      location: 1,
      start: '2026-11-25T09:30:00-04:00',
      origin: 'phone',
      reason: 'Control',
    })
  })

  it('is the typed time on the clinic’s clock, with the chosen doctor', () => {
    expect(bodyOf({ ...answers, exact, phone: false })).toMatchObject({
      practitioner: 3,
      start: '2026-11-25T09:30:00-04:00',
      origin: 'desk',
    })
  })

  it('is nothing for an extra place without its reason', () => {
    expect(bodyOf({ ...answers, exact: { ...exact, extra: true } })).toBeNull()
    expect(bodyOf({ ...answers, exact: { ...exact, extra: true, reason: 'Fiebre' } })).toMatchObject({
      overbook_reason: 'Fiebre',
    })
  })

  it('is nothing without a time', () => {
    expect(bodyOf({ ...answers, offer: undefined })).toBeNull()
    expect(bodyOf({ ...answers, exact: { ...exact, time: '' } })).toBeNull()
  })
})

describe('the next three times', () => {
  const at = (time: string, practitioner = 1) => slot({ start: `2026-11-25T${time}:00-04:00`, practitioner })
  const starts = (found: ReturnType<typeof nextOffers>) => found.map(({ start }) => start.slice(11, 16))

  it('are the soonest, each hour once', () => {
    const slots = [at('11:00'), at('09:00'), at('09:00', 2), at('10:00'), at('12:00')]
    expect(starts(nextOffers(slots))).toEqual(['09:00', '10:00', '11:00'])
  })

  it('count a tanda once: its next place', () => {
    const place = (time: string, turn: number) => ({
      ...at(time),
      mode: 'arrival' as const,
      turn,
      block_start: '2026-11-25T08:00:00-04:00',
    })
    const found = nextOffers([place('08:20', 2), place('08:40', 3), at('15:00')])
    expect(found.map(({ turn }) => turn)).toEqual([2, null])
  })
})
