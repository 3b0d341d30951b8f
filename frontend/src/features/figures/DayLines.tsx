import { useLingui } from '@lingui/react'
import type { WaitsOfDay } from '../../api/client'
import { useNumbers } from './numbers'
import { axisTop, pointsOf } from './scale'

interface DayLinesProps {
  label: string
  days: WaitsOfDay[]
  from: string
  to: string
}

const WIDTH = 600
const HEIGHT = 200

/** Median and 90th percentile of each day as two lines, with the same numbers as a table below. */
export function DayLines({ label, days, from, to }: DayLinesProps) {
  const { i18n } = useLingui()
  const numbers = useNumbers()
  const top = axisTop(days.map(({ p90 }) => p90 ?? 0))
  const line = (value: (day: WaitsOfDay) => number | null) =>
    pointsOf(days, { from, to, top, width: WIDTH, height: HEIGHT }, value)
  return (
    <>
      <div className="fig-lines">
        <ul className="fig-lines-scale" aria-hidden="true">
          {[top, top / 2, 0].map((value) => (
            <li key={value}>{numbers.count(value)}</li>
          ))}
        </ul>
        <svg
          className="fig-lines-drawing"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={label}
        >
          {[0, 0.5, 1].map((part) => (
            <path key={part} className="fig-lines-grid" d={`M0 ${part * HEIGHT}H${WIDTH}`} />
          ))}
          <Line className="fig-lines-p90" points={line(({ p90 }) => p90)} />
          <Line className="fig-lines-median" points={line(({ median }) => median)} />
        </svg>
        <p className="fig-lines-days" aria-hidden="true">
          <span>{numbers.day(from)}</span>
          <span>{numbers.day(to)}</span>
        </p>
      </div>
      <ul className="fig-lines-legend" aria-hidden="true">
        <li className="is-median">{i18n._('figures.median')}</li>
        <li className="is-p90">{i18n._('figures.p90')}</li>
      </ul>
      <details className="fig-as-table">
        <summary>{i18n._('figures.as_table')}</summary>
        <DayTable label={label} days={days} />
      </details>
    </>
  )
}

function Line({ className, points }: { className: string; points: [number, number][] }) {
  const path = points.map(([x, y], index) => `${index ? 'L' : 'M'}${x} ${y}`).join('')
  const dots = points.map(([x, y]) => `M${x} ${y}h0`).join('')
  return (
    <g className={className}>
      <path d={path} />
      <path className="fig-dots" d={dots} />
    </g>
  )
}

function DayTable({ label, days }: Pick<DayLinesProps, 'label' | 'days'>) {
  const { i18n } = useLingui()
  const numbers = useNumbers()
  return (
    <table className="fig-bars">
      <caption className="visually-hidden">{label}</caption>
      <thead>
        <tr>
          <th scope="col">{i18n._('figures.day')}</th>
          {[i18n._('figures.visits'), i18n._('figures.median'), i18n._('figures.p90')].map((head) => (
            <th key={head} scope="col" className="fig-number">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map(({ date, visits, median, p90 }) => (
          <tr key={date}>
            <th scope="row">{numbers.day(date)}</th>
            <td className="fig-number">{numbers.count(visits)}</td>
            <td className="fig-number">{numbers.minutes(median)}</td>
            <td className="fig-number">{numbers.minutes(p90)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
