const DAY_MS = 86_400_000
const STEPS = [1, 2, 4, 6, 10]

export interface Frame {
  from: string
  to: string
  /** The value at the upper edge. */
  top: number
  width: number
  height: number
}

/** A round number that nothing exceeds, even so that half of it is whole. */
export function axisTop(values: number[]): number {
  const highest = Math.max(2, ...values)
  const size = 10 ** Math.floor(Math.log10(highest))
  const step = STEPS.find((times) => times * size >= highest) ?? 10
  return step === 1 && size === 1 ? 2 : step * size
}

/** Where each day's value lies in the frame; days without one are left out. */
export function pointsOf<Row extends { date: string }>(
  rows: Row[],
  { from, to, top, width, height }: Frame,
  value: (row: Row) => number | null,
): [number, number][] {
  const first = Date.parse(from)
  const span = Math.max(DAY_MS, Date.parse(to) - first)
  return rows.flatMap((row) => {
    const known = value(row)
    if (known === null) return []
    const x = ((Date.parse(row.date) - first) / span) * width
    return [[round(x), round(height - (known / top) * height)] as [number, number]]
  })
}

const round = (value: number) => Math.round(value * 10) / 10
