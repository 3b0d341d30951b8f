import { useLingui } from '@lingui/react'
import { type Day, dayOf, noon, timeOf, type Writers } from './clinicDates'
import type { Agenda, ScheduleException } from './model'

interface StripProps {
  agenda: Agenda
  from: Day
  to: Day
  writers: Writers
  /** The month names the holidays in its own cells. */
  withHolidays: boolean
}

/** Absences, closures, extra hours and holidays of the days on screen: words, not events of the grid. */
export function Strip({ agenda, from, to, writers, withHolidays }: StripProps) {
  const { i18n } = useLingui()
  const { timezone } = agenda
  const holidays = withHolidays ? agenda.holidays.filter(({ date }) => from <= date && date <= to) : []
  const exceptions = agenda.exceptions.filter(
    ({ start, end }) => dayOf(start, timezone) <= to && dayOf(end, timezone) >= from,
  )
  if (holidays.length + exceptions.length === 0) return null
  return (
    <ul className="strip" aria-label={i18n._('agenda.strip')}>
      {holidays.map(({ date, name }) => (
        <li key={date} className="strip-item is-holiday">
          <strong>{writers.shortDay(noon(date, timezone))}</strong> {i18n._('agenda.holiday', { name })}
        </li>
      ))}
      {exceptions.map((item) => (
        <ExceptionItem key={item.id} item={item} writers={writers} timeZone={timezone} />
      ))}
    </ul>
  )
}

interface ExceptionItemProps {
  item: ScheduleException
  writers: Writers
  timeZone: string
}

function ExceptionItem({ item, writers, timeZone }: ExceptionItemProps) {
  const { i18n } = useLingui()
  const words = {
    absence: i18n._('agenda.exception.absence'),
    closure: i18n._('agenda.exception.closure'),
    extra: i18n._('agenda.exception.extra'),
  }
  return (
    <li className={`strip-item is-${item.kind}`}>
      <strong>{exceptionSpan(item, writers, timeZone)}</strong> {words[item.kind]}
      {item.reason ? ` · ${item.reason}` : ''}
    </li>
  )
}

const MIDNIGHT = '00:00'

/** "mié 25 nov" for whole days, with the hours when they matter. */
export function exceptionSpan(
  { start, end }: Pick<ScheduleException, 'start' | 'end'>,
  writers: Writers,
  timeZone: string,
): string {
  const from = new Date(start)
  const wholeDays = timeOf(start, timeZone) === MIDNIGHT && timeOf(end, timeZone) === MIDNIGHT
  const to = wholeDays ? new Date(Date.parse(end) - 1) : new Date(end)
  const sameDay = dayOf(from, timeZone) === dayOf(to, timeZone)
  if (wholeDays)
    return sameDay ? writers.shortDay(from) : `${writers.shortDay(from)} – ${writers.shortDay(to)}`
  if (sameDay) return `${writers.shortDay(from)}, ${writers.time(from)} – ${writers.time(to)}`
  return `${writers.moment(from)} – ${writers.moment(to)}`
}
