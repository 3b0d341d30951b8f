import { describe, expect, it } from 'vitest'
import { beforeFor, columnsOf, found, overtaken, totalsOf } from './board'
import { at, entry, lane } from './builders'
import { minutesOf, waitOf } from './waiting'

const ids = (entries: readonly { id: number }[]) => entries.map(({ id }) => id)

describe('columns', () => {
  it('keep the calling order of those who wait', () => {
    const entries = [
      entry({ id: 1, position: 3 }),
      entry({ id: 2, position: 1 }),
      entry({ id: 3, position: 2, stage: 'waiting' }),
    ]
    expect(ids(columnsOf(entries).waiting)).toEqual([2, 3, 1])
  })

  it('put first who says to be here already', () => {
    const coming = { stage: 'expected', position: null } as const
    const entries = [
      entry({ id: 1, ...coming, start: at('09:00') }),
      entry({ id: 2, ...coming, start: at('11:00'), checked_in_at: at('09:50') }),
    ]
    expect(ids(columnsOf(entries).expected)).toEqual([2, 1])
  })

  it('end with those who were seen and those who did not come', () => {
    const entries = [
      entry({ id: 1, stage: 'done', ended_at: at('09:10') }),
      entry({ id: 2, stage: 'no_show', start: at('09:20'), ended_at: null }),
      entry({ id: 3, stage: 'done', ended_at: at('09:40') }),
    ]
    expect(ids(columnsOf(entries).done)).toEqual([3, 2, 1])
  })
})

describe('search', () => {
  const rosa = entry({ id: 1, patient_name: 'Rosa Núñez', number: 'LV-AAAA11' })
  const jose = entry({ id: 2, patient_name: 'José Peña', number: 'LV-BBBB22' })
  const lanes = [lane([rosa, jose]), lane([entry({ id: 3, patient_name: 'Ana Ruiz' })], { id: 4 })]

  it.each([
    ['nunez', [1]],
    ['  peña   jose ', [2]],
    ['bbbb', [2]],
    ['', [1, 2, 3]],
    ['nadie', []],
  ])('for “%s” finds %j', (search, expected) => {
    expect(found(lanes, search).flatMap(({ entries }) => ids(entries))).toEqual(expected)
  })
})

describe('a drag', () => {
  const waiting = [{ id: 1 }, { id: 2 }, { id: 3 }]

  it.each([
    [3, 1, 1],
    [1, 3, 3],
    [1, null, null],
    [1, 1, undefined],
    [1, 2, undefined],
    [3, null, undefined],
    [9, 1, undefined],
    [1, 9, undefined],
  ])('of %i onto %j goes before %j', (moved, target, before) => {
    expect(beforeFor(waiting, moved, target)).toBe(before)
  })

  it('says who would wait longer', () => {
    const entries = [entry({ id: 1 }), entry({ id: 2 }), entry({ id: 3 })]
    expect(ids(overtaken(entries, 3, 1))).toEqual([1, 2])
    expect(overtaken(entries, 1, null)).toEqual([])
  })
})

describe('waiting', () => {
  const now = Date.parse(at('10:00'))

  it.each([
    ['waiting', 40],
    ['called', 5],
    ['in_consultation', 2],
    ['done', null],
    ['expected', null],
  ] as const)('is counted from when the stage %s began', (stage, minutes) => {
    const moments = { arrived_at: at('09:20'), called_at: at('09:55'), started_at: at('09:58') }
    expect(minutesOf({ stage, ...moments }, now)).toBe(minutes)
  })

  it('never is less than nothing', () => {
    expect(minutesOf(entry({ arrived_at: at('10:01') }), now)).toBe(0)
  })

  it.each([
    [0, 'short'],
    [19, 'short'],
    [20, 'long'],
    [44, 'long'],
    [45, 'too_long'],
  ])('of %i minutes is %s', (minutes, word) => {
    expect(waitOf(minutes)).toBe(word)
  })

  it('is summed up', () => {
    const entries = [
      entry({ id: 1, arrived_at: at('09:20') }),
      entry({ id: 2, arrived_at: at('09:50') }),
      entry({ id: 3, stage: 'expected', checked_in_at: at('09:58') }),
      entry({ id: 4, stage: 'called', called_at: at('08:00') }),
    ]
    const totals = totalsOf([lane(entries)], (item) => minutesOf(item, now))
    expect(totals).toEqual({ waiting: 2, longest: 40, checkedIn: 1 })
  })
})
