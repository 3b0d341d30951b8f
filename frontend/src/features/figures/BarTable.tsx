import type { ReactNode } from 'react'

export interface Bar {
  key: string | number
  label: string
  /** How long the bar is; null leaves it away. */
  value: number | null
  /** A finer mark beyond the bar, such as the 90th percentile. */
  mark?: number | null
  /** What the cells say, in the order of the heads. */
  cells: ReactNode[]
}

interface BarTableProps {
  caption: string
  /** Of the labels, then of each cell. */
  heads: string[]
  bars: Bar[]
  /** What a whole bar stands for; the longest one when left out. */
  whole?: number
}

/** A table whose rows are drawn as bars too: one thing for eyes and screen readers. */
export function BarTable({ caption, heads, bars, whole }: BarTableProps) {
  const longest = whole ?? Math.max(...bars.map(({ value, mark }) => Math.max(value ?? 0, mark ?? 0)), 0)
  const [label, ...rest] = heads
  return (
    <table className="fig-bars">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{label}</th>
          <td className="fig-track" />
          {rest.map((head) => (
            <th key={head} scope="col" className="fig-number">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key}>
            <th scope="row">{bar.label}</th>
            <td className="fig-track">
              <Drawing value={bar.value} mark={bar.mark} whole={longest} />
            </td>
            {bar.cells.map((cell, index) => (
              <td key={rest[index]} className="fig-number">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const FULL = 100

function Drawing({ value, mark, whole }: Pick<Bar, 'value' | 'mark'> & { whole: number }) {
  const part = (of: number | null | undefined) =>
    of && whole > 0 ? `${Math.min(FULL, (of / whole) * FULL)}%` : '0'
  return (
    <svg className="fig-bar" aria-hidden="true" focusable="false">
      <rect className="fig-bar-ground" width="100%" height="100%" rx="3" />
      {mark ? <rect className="fig-bar-mark" width={part(mark)} height="100%" rx="3" /> : null}
      <rect className="fig-bar-value" width={part(value)} height="100%" rx="3" />
    </svg>
  )
}
