import { describe, expect, it } from 'vitest'
import { agendaOf, openHours, visit } from './builders'
import {
  firstMinute,
  hourHeight,
  minuteInstant,
  toBackground,
  toEvents,
  visibleHours,
  within,
} from './calendarEvents'

describe('events of the grid', () => {
  it('are named after the patient and leave the cancelled out', () => {
    const events = toEvents([visit('09:30', '10:00'), visit('10:00', '10:30', { id: 2, state: 'cancelled' })])
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      id: 'a1',
      title: 'Rosa Núñez',
      start: new Date('2026-11-25T13:30:00Z'),
    })
  })

  it('have open hours as backdrop, without an appointment', () => {
    expect(toBackground([openHours('08:00', '12:00')])[0]).toMatchObject({ appointment: null, mode: 'time' })
  })
})

describe('the hours shown', () => {
  const shown = (open: [string, string][], visits: [string, string][] = []) => {
    const { from, to } = visibleHours(
      agendaOf({
        open: open.map(([start, end]) => openHours(start, end)),
        appointments: visits.map(([start, end], id) => visit(start, end, { id })),
      }),
    )
    return [from / 60, to / 60]
  }

  it('are the open ones and an hour either side', () => {
    expect(
      shown([
        ['08:00', '12:00'],
        ['14:30', '17:30'],
      ]),
    ).toEqual([7, 19])
  })

  it('make room for a visit outside them', () => {
    expect(shown([['08:00', '12:00']], [['06:30', '07:00']])).toEqual([6, 13])
  })

  it('have a sensible day when nothing is open', () => {
    expect(shown([])).toEqual([7, 19])
  })

  it('end before midnight, where the grid would fold', () => {
    const [from, to] = shown([['00:30', '23:30']])
    expect(from).toBe(0)
    expect(to).toBeCloseTo(23.98, 1)
  })
})

describe('minuteInstant', () => {
  it('is a wall time of that day', () => {
    const noon = new Date('2026-11-25T12:00:00-04:00')
    expect(minuteInstant(noon, 450, 'America/Santo_Domingo').toISOString()).toBe('2026-11-25T11:30:00.000Z')
  })
})

describe('how tall an hour is', () => {
  it.each([
    [['09:00', '10:00'], 72],
    [['09:00', '09:15'], 96],
    [['09:00', '09:05'], 144],
  ] as const)('with a visit %s: %s', ([from, to], height) => {
    expect(hourHeight([visit(from, to)])).toBe(height)
  })
})

describe('where the rows start', () => {
  const agenda = agendaOf({ open: [openHours('08:00', '17:00')] })
  const hours = { from: 7 * 60, to: 18 * 60 }

  it('is an hour before now, while the clinic is on screen', () => {
    expect(firstMinute(agenda, hours, 14 * 60)).toBe(13 * 60)
  })

  it('is shortly before the clinic opens on other days, and at night', () => {
    expect(firstMinute(agenda, hours, null)).toBe(7 * 60 + 45)
    expect(firstMinute(agenda, hours, 23 * 60)).toBe(7 * 60 + 45)
  })
})

it('a visit that a refetch left alone keeps its event', () => {
  const same = visit('09:00', '09:30', { id: 1 })
  const [before] = toEvents([same])
  const [after, other] = toEvents([same, visit('10:00', '10:30', { id: 2 })])
  expect(after).toBe(before)
  expect(other).not.toBe(before)
})

describe('what a view shows', () => {
  const today = visit('09:00', '09:30')
  const [before, after] = ['2026-11-24', '2026-11-26'].map((day, id) => ({
    ...visit('09:00', '09:30', { id: 10 + id }),
    start: `${day}T09:00:00-04:00`,
    end: `${day}T09:30:00-04:00`,
  }))

  it('is the visits of its days by the clinic’s clock', () => {
    const late = { ...visit('23:30', '23:59', { id: 5 }), end: '2026-11-26T00:00:00-04:00' }
    const held = agendaOf({ appointments: [before, today, late, after].flatMap((one) => one ?? []) })
    expect(within(held, '2026-11-25', '2026-11-25').appointments).toEqual([today, late])
    expect(within(held, '2026-11-24', '2026-11-26')).toBe(held)
  })
})
