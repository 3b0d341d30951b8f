import { expect, it } from 'vitest'
import { axisTop, pointsOf } from './scale'

it.each([
  [[], 2],
  [[0], 2],
  [[3], 4],
  [[9.5], 10],
  [[11], 20],
  [[41], 60],
  [[61], 100],
  [[100], 100],
  [[101], 200],
])('the scale for %j ends at %d', (values, top) => {
  expect(axisTop(values)).toBe(top)
})

it('puts each day where it belongs and leaves out what is unknown', () => {
  const frame = { from: '2026-03-01', to: '2026-03-11', top: 20, width: 100, height: 50 }
  const rows = [
    { date: '2026-03-01', median: 0 },
    { date: '2026-03-06', median: 10 },
    { date: '2026-03-07', median: null },
    { date: '2026-03-11', median: 20 },
  ]
  expect(pointsOf(rows, frame, ({ median }) => median)).toEqual([
    [0, 50],
    [50, 25],
    [100, 0],
  ])
})
