import { describe, expect, it } from 'vitest'
import { readBoard, shownColumns, switched, writeBoard } from './boardPlace'

const TODAY = '2026-11-25'

describe('the place of the board in the URL', () => {
  it('starts today, with columns, for whoever attends', () => {
    expect(readBoard(new URLSearchParams(), TODAY)).toEqual({
      day: TODAY,
      list: false,
      who: null,
      appointment: null,
    })
  })

  it('survives being written and read, and drops what is taken away', () => {
    const params = writeBoard(new URLSearchParams('lang=en'), {
      day: '2026-12-01',
      list: true,
      who: [3, 1],
      appointment: 9,
    })
    expect(readBoard(params, TODAY)).toEqual({ day: '2026-12-01', list: true, who: [3, 1], appointment: 9 })
    expect(writeBoard(params, { list: false, who: null, appointment: null }).toString()).toBe(
      'lang=en&fecha=2026-12-01',
    )
  })

  it('reads nothing into nonsense', () => {
    const params = new URLSearchParams('fecha=ayer&medicos=x,2,-1,0&cita=0')
    expect(readBoard(params, TODAY)).toEqual({ day: TODAY, list: false, who: [2], appointment: null })
  })
})

describe('the columns', () => {
  const all = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ id }))
  const ids = (shown: readonly { id: number }[]) => shown.map(({ id }) => id)

  it('are those who attend that day, at most six', () => {
    expect(ids(shownColumns(all, null, new Set([2, 5])))).toEqual([2, 5])
    expect(ids(shownColumns(all, null, new Set([1, 2, 3, 4, 5, 6, 7])))).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('are all of them on a day when nobody attends', () => {
    expect(ids(shownColumns(all.slice(0, 2), null, new Set()))).toEqual([1, 2])
  })

  it('are the chosen ones, and a seventh takes the place of the first', () => {
    expect(ids(shownColumns(all, [7, 8], new Set([1])))).toEqual([7, 8])
    expect(switched([1, 2], 2)).toEqual([1])
    expect(switched([1, 2, 3, 4, 5, 6], 7)).toEqual([2, 3, 4, 5, 6, 7])
  })
})
