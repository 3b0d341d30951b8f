import './month.css'
import { useLingui } from '@lingui/react'
import { useMemo } from 'react'
import { type Day, noon, type Writers } from './clinicDates'
import type { Agenda } from './model'
import { type DayTotal, monthTotals } from './monthTotals'

interface MonthTableProps {
  agenda: Agenda
  month: Day
  today: Day
  writers: Writers
  onDay: (day: Day) => void
}

/** A month as daily totals with a bar for how full each day is. */
export function MonthTable({ agenda, month, today, writers, onDay }: MonthTableProps) {
  const weeks = useMemo(() => monthTotals(agenda, month), [agenda, month])
  const at = (day: Day) => noon(day, agenda.timezone)
  const heads = weeks[0] ?? []
  return (
    <table className="month">
      <caption className="visually-hidden">{writers.month(at(month))}</caption>
      <thead>
        <tr>
          {heads.map(({ day }) => (
            <th key={day} scope="col">
              <abbr title={writers.weekdayName(at(day))}>{writers.weekday(at(day))}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]?.day}>
            {week.map((cell) => (
              <MonthCell
                key={cell.day}
                cell={cell}
                today={today}
                date={at(cell.day)}
                {...{ writers, onDay }}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface MonthCellProps extends Pick<MonthTableProps, 'today' | 'writers' | 'onDay'> {
  cell: DayTotal
  date: Date
}

function MonthCell({ cell, today, date, writers, onDay }: MonthCellProps) {
  const { i18n } = useLingui()
  const { day, total, inMonth, load, holiday } = cell
  const percent = load === null ? null : Math.round(load * 100)
  return (
    <td className={inMonth ? 'month-day' : 'month-day is-outside'} data-closed={load === null && total === 0}>
      <button
        type="button"
        className="month-open"
        aria-current={day === today ? 'date' : undefined}
        onClick={() => onDay(day)}
      >
        <span className="month-number">{writers.dayNumber(date)}</span>
        {total > 0 && (
          <span className="month-total">
            <strong>{total}</strong>{' '}
            <span className="month-word">{i18n._('agenda.month.visits', { total })}</span>
          </span>
        )}
        {holiday && <span className="month-holiday">{holiday}</span>}
        {percent !== null && (
          <>
            <span className="visually-hidden">{i18n._('agenda.month.load', { percent })}</span>
            <LoadBar percent={percent} />
          </>
        )}
      </button>
    </td>
  )
}

function LoadBar({ percent }: { percent: number }) {
  return (
    <span className="month-bar" aria-hidden="true">
      <span style={{ inlineSize: `${percent}%` }} />
    </span>
  )
}
