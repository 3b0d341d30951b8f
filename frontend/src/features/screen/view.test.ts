import { describe, expect, it } from 'vitest'
import { screenOf, told } from './builders'
import { CALL_SECONDS, newCalls, viewOf } from './view'

const CALLED_AT = '2026-11-25T10:32:00-04:00'
const at = (seconds: number) => Date.parse(CALLED_AT) + seconds * 1000
const called = (label: string, room: string | null = null, called_at = CALLED_AT) => ({
  label,
  room,
  called_at,
})

describe('a call', () => {
  const screen = screenOf([told({ called: [called('7 · M.', 'Consultorio 2')] })])

  it('stands across the screen for its time, then only in its card', () => {
    expect(viewOf(screen, at(CALL_SECONDS - 1)).calls).toMatchObject([
      { label: '7 · M.', room: 'Consultorio 2', who: 'Dra. Carmen Pérez' },
    ])
    const later = viewOf(screen, at(CALL_SECONDS))
    expect(later.calls).toEqual([])
    expect(later.rows[0]?.[0]?.called).toEqual(['7 · M.'])
  })

  it('is heard once, and not at all when it is old', () => {
    const [first] = newCalls(screen, {}, at(2))
    expect(first?.label).toBe('7 · M.')
    expect(newCalls(screen, { [first?.key ?? '']: true }, at(3))).toEqual([])
    expect(newCalls(screen, {}, at(90))).toEqual([])
  })

  it('is heard again when the same turn is called again', () => {
    const [first] = newCalls(screen, {}, at(2))
    const again = screenOf([told({ called: [called('7 · M.', null, '2026-11-25T10:33:00-04:00')] })])
    expect(newCalls(again, { [first?.key ?? '']: true }, at(61))).toHaveLength(1)
  })

  it('names the practitioner’s room when it has none of its own', () => {
    const own = screenOf([told({ room: 'Consultorio 1', called: [called('7 · M.')] })])
    expect(viewOf(own, at(1)).calls[0]?.room).toBe('Consultorio 1')
  })

  it('comes newest first, three at most', () => {
    const times = ['10:31:50', '10:31:58', '10:31:54', '10:31:52'].map((time) => `2026-11-25T${time}-04:00`)
    const many = screenOf(times.map((time, index) => told({ called: [called(`${index}`, null, time)] })))
    expect(viewOf(many, at(0)).calls.map(({ label }) => label)).toEqual(['1', '2', '3'])
  })
})

it('shows who is next, and how many more', () => {
  const waiting = ['8 · A.', '9 · L.', '10 · P.', '11 · R.', '12 · S.', '13 · T.', '14 · U.']
  const card = viewOf(screenOf([told({ waiting })]), at(0)).rows[0]?.[0]
  expect(card?.next).toHaveLength(4)
  expect(card?.more).toBe(3)
})

it('leaves room for a call: fewer of those who come next', () => {
  const screen = screenOf([told({ waiting: ['8 · A.', '9 · L.', '10 · P.'], called: [called('7 · M.')] })])
  expect(viewOf(screen, at(1)).rows[0]?.[0]).toMatchObject({ next: ['8 · A.', '9 · L.'], more: 1 })
})

it('makes room for several who are called at once', () => {
  const two = [called('7 · M.'), called('8 · A.')]
  const screen = screenOf([told({ waiting: ['9 · L.', '10 · P.', '11 · R.'], called: two })])
  expect(viewOf(screen, at(60)).rows[0]?.[0]).toMatchObject({ next: ['9 · L.', '10 · P.'], more: 1 })
})

it('writes a title once', () => {
  const names = viewOf(screenOf([told({ name: 'Dra. Ana Ruiz' }), told({ name: 'Ana Ruiz' })]), at(0)).rows[0]
  expect(names?.map(({ who }) => who)).toEqual(['Dra. Ana Ruiz', 'Dra. Ana Ruiz'])
})

it.each([
  [0, []],
  [1, [1]],
  [3, [3]],
  [4, [2, 2]],
  [5, [3, 2]],
  [6, [3, 3]],
])('sets %i cards in rows of %j', (cards, rows) => {
  const screen = screenOf(Array.from({ length: cards }, () => told()))
  expect(viewOf(screen, at(0)).rows.map(({ length }) => length)).toEqual(rows)
})
