import { describe, expect, it } from 'vitest'
import type { Slot } from '../../api/client'
import { clock } from '../../time/format'
import { freeDays, freePlaces } from './slots'

const clinic = clock('America/Santo_Domingo', 'es-DO')

function slot(start: string, over: Partial<Slot> = {}): Slot {
  return {
    start: `2026-11-${start}:00-04:00`,
    end: `2026-11-${start}:20-04:00`,
    practitioner: 1,
    location: 1,
    mode: 'time',
    turn: null,
    left: null,
    block_start: null,
    block_end: null,
    ...over,
  }
}

const turn = (start: string, over: Partial<Slot> = {}) =>
  slot(start, { mode: 'arrival', turn: 7, left: 12, block_start: '2026-11-25T08:00:00-04:00', ...over })

describe('freeDays', () => {
  it('puts days in order and counts each hour once, whoever attends', () => {
    const days = freeDays(
      [slot('26T09:00'), slot('25T09:00'), slot('25T09:00', { practitioner: 2 }), slot('25T21:30')],
      clinic,
    )
    expect(days.map(({ key, places }) => [key, places])).toEqual([
      ['2026-11-25', 2],
      ['2026-11-26', 1],
    ])
  })

  it('counts the places left in a block', () => {
    expect(freeDays([slot('25T15:00'), turn('25T10:40')], clinic)[0]?.places).toBe(13)
  })
})

describe('freePlaces', () => {
  it('splits morning from afternoon, location by location', () => {
    const places = freePlaces(
      [slot('25T14:00'), slot('25T09:30'), slot('25T11:59'), slot('25T09:00', { location: 2 })],
      clinic,
    )
    const shape = places.map(({ location, parts }) => [
      location,
      parts.map(({ name, slots }) => [name, slots.map(({ start }) => start.slice(11, 16))]),
    ])
    expect(shape).toEqual([
      [
        1,
        [
          ['morning', ['09:30', '11:59']],
          ['afternoon', ['14:00']],
        ],
      ],
      [2, [['morning', ['09:00']]]],
    ])
  })

  it('shows a block once, with its next turn', () => {
    const blocks = freePlaces([turn('25T10:50', { turn: 8 }), turn('25T10:40')], clinic)[0]?.blocks
    expect(blocks?.map((block) => block.turn)).toEqual([7])
  })
})
