import { dayOf } from './clinicDates'
import { useGrid } from './gridContext'

/** The head of a column: opens that day. */
export function DayHeader({ date }: { date: Date }) {
  const { writers, timeZone, onDay } = useGrid()
  const day = dayOf(date, timeZone)
  const today = day === dayOf(new Date(), timeZone)
  return (
    <button
      type="button"
      className="day-header"
      aria-current={today ? 'date' : undefined}
      onClick={() => onDay(day)}
    >
      <span className="day-header-name">{writers.weekday(date)}</span>{' '}
      <span className="day-header-number">{writers.dayNumber(date)}</span>
    </button>
  )
}
