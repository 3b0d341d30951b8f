import { i18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import { Button, NativeSelect } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { KeptLocation, Schedule } from '../../api/client'
import { listExceptionsOptions, listSchedulesOptions } from '../../api/client/@tanstack/react-query.gen'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import type { ScreenProps } from '../../staff/screens'
import { addDays, dayOf } from '../agenda/clinicDates'
import { useMinute } from '../agenda/useMinute'
import { DayEditor } from './DayEditor'
import { Holidays } from './Holidays'
import { isCurrent, WEEKDAYS } from './hours'
import { readAgain, useLocations, usePractitioners } from './queries'
import { WeekEditor } from './WeekEditor'
import { clockWords, dayWords, modeWords, momentWords, weekdayWords } from './words'

type Editing = { kind: 'week'; schedule: number | null } | { kind: 'day' } | null
const MONTHS_AHEAD = 92

/** When each practitioner attends: the week as a table, single days, and the holidays. */
export function SchedulesPage({ clinic }: ScreenProps) {
  const { i18n } = useLingui()
  const [params, setParams] = useSearchParams()
  const practitioners = usePractitioners()
  const places = useLocations()
  const today = dayOf(useMinute(), clinic.timezone)
  const active = practitioners.data?.items.filter((one) => one.active) ?? []
  const chosen = active.find(({ id }) => id === Number(params.get('medico'))) ?? active[0]
  const broken = [practitioners, places].find(({ isError }) => isError)
  if (broken) return <LoadProblem error={broken.error} onRetry={() => broken.refetch()} />
  if (!practitioners.data || !places.data) return <Skeleton blocks={6} />
  return (
    <>
      <p className="admin-lead">{i18n._('admin.schedules.lead')}</p>
      {chosen ? (
        <>
          <NativeSelect
            className="schedule-who"
            label={i18n._('admin.practitioner')}
            value={chosen.id}
            data={active.map(({ id, name }) => ({ value: String(id), label: name }))}
            onChange={({ currentTarget }) => setParams({ medico: currentTarget.value }, { replace: true })}
          />
          <Hours
            key={chosen.id}
            practitioner={chosen.id}
            places={places.data.items.filter((one) => one.active)}
            today={today}
            timeZone={clinic.timezone}
          />
        </>
      ) : (
        <p className="admin-empty">{i18n._('admin.practitioners.none')}</p>
      )}
      <Holidays today={today} />
    </>
  )
}

interface HoursProps {
  practitioner: number
  places: readonly KeptLocation[]
  today: string
  timeZone: string
}

function Hours({ practitioner, places, today, timeZone }: HoursProps) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const [editing, setEditing] = useState<Editing>(null)
  const list = useQuery({ ...listSchedulesOptions({ query: { practitioner } }), staleTime: 0 })
  if (list.isError) return <LoadProblem error={list.error} onRetry={() => list.refetch()} />
  if (!list.data) return <Skeleton blocks={4} />
  const schedules = list.data.items
  const shared = {
    ...{ practitioner, places, today, tomorrow: addDays(today, 1) },
    onDone: () => setEditing(null),
    onCancel: () => setEditing(null),
    onStale: () => void readAgain(queries),
  }
  if (editing?.kind === 'week') {
    const schedule = schedules.find(({ id }) => id === editing.schedule) ?? null
    return <WeekEditor schedule={schedule} {...shared} />
  }
  if (editing?.kind === 'day') {
    return <DayEditor first={schedules[0]?.location} {...shared} />
  }
  return (
    <>
      {schedules.length === 0 && <p className="admin-empty">{i18n._('admin.schedules.none')}</p>}
      {schedules.map((schedule) => (
        <WeekTable
          key={schedule.id}
          schedule={schedule}
          place={places.find(({ id }) => id === schedule.location)}
          today={today}
          onChange={() => setEditing({ kind: 'week', schedule: schedule.id })}
        />
      ))}
      <div className="admin-actions">
        <Button variant="default" disabled={places.length === 0} onClick={() => setEditing({ kind: 'day' })}>
          {i18n._('admin.change.day')}
        </Button>
        <Button
          variant="default"
          disabled={places.length === 0}
          onClick={() => setEditing({ kind: 'week', schedule: null })}
        >
          {i18n._('admin.change.add')}
        </Button>
      </div>
      <Exceptions practitioner={practitioner} today={today} timeZone={timeZone} />
    </>
  )
}

interface WeekTableProps {
  schedule: Schedule
  place: KeptLocation | undefined
  today: string
  onChange: () => void
}

/** A week at one place: a row a day. */
function WeekTable({ schedule, place, today, onChange }: WeekTableProps) {
  const { i18n } = useLingui()
  const rooms = new Map(place?.rooms.map(({ id, name }) => [id, name]))
  const title = place?.name ?? ''
  return (
    <section className="week" aria-label={title}>
      <div className="week-head">
        <h2>{title}</h2>
        <p className="form-hint">{validWords(schedule, today)}</p>
        <Button size="sm" onClick={onChange}>
          {i18n._('admin.change.week')}
          <span className="visually-hidden"> {title}</span>
        </Button>
      </div>
      <table className="week-table">
        <caption className="visually-hidden">{i18n._('admin.week.of', { place: title })}</caption>
        <tbody>
          {WEEKDAYS.map((weekday) => (
            <tr key={weekday}>
              <th scope="row">{weekdayWords(weekday)}</th>
              <td>
                <ul>
                  {schedule.lines
                    .filter((line) => line.weekday === weekday)
                    .map((line) => (
                      <li key={line.id}>
                        <strong>
                          {clockWords(line.start)} – {clockWords(line.end)}
                        </strong>{' '}
                        <span className="week-detail">
                          {[
                            modeWords(line),
                            line.room !== null && rooms.get(line.room),
                            line.every_n_weeks > 1 &&
                              i18n._('admin.line.weeks', { count: line.every_n_weeks }),
                            line.overbook_quota > 0 &&
                              i18n._('admin.line.extra', { count: line.overbook_quota }),
                          ]
                            .filter(Boolean)
                            .join(' · ')}
                        </span>
                      </li>
                    ))}
                </ul>
                {!schedule.lines.some((line) => line.weekday === weekday) && (
                  <span className="week-closed">{i18n._('admin.weekday.closed')}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** From when to when the hours hold. */
function validWords({ valid_from: from, valid_to: to, ...schedule }: Schedule, day: string): string {
  if (from && to) return i18n._('admin.valid.between', { from: dayWords(from), to: dayWords(to) })
  if (to) return i18n._('admin.valid.until', { to: dayWords(to) })
  if (!from) return i18n._('admin.valid.always')
  const begun = isCurrent({ ...schedule, valid_from: from, valid_to: to }, day)
  return begun
    ? i18n._('admin.valid.since', { from: dayWords(from) })
    : i18n._('admin.valid.from', { from: dayWords(from) })
}

/** Absences, closures and extra hours of the next months. */
function Exceptions({ practitioner, today, timeZone }: Omit<HoursProps, 'places'>) {
  const { i18n } = useLingui()
  const list = useQuery({
    ...listExceptionsOptions({ query: { practitioner, from: today, to: addDays(today, MONTHS_AHEAD) } }),
    staleTime: 0,
  })
  if (list.isError) return <LoadProblem error={list.error} onRetry={() => list.refetch()} />
  const items = list.data?.items ?? []
  const word = (kind: string) => {
    if (kind === 'extra') return i18n._('admin.exception.extra')
    return kind === 'closure' ? i18n._('admin.exception.closure') : i18n._('admin.exception.absence')
  }
  return (
    <section className="exceptions">
      <h2>{i18n._('admin.exceptions')}</h2>
      {list.data && items.length === 0 && <p className="form-hint">{i18n._('admin.exceptions.none')}</p>}
      <ul className="exception-list">
        {items.map(({ id, kind, start, end, reason }) => (
          <li key={id}>
            <strong>{word(kind)}</strong> {momentWords(start, timeZone)} – {momentWords(end, timeZone)}
            {reason && ` · ${reason}`}
          </li>
        ))}
      </ul>
      <Link href="/clinica/ausencias">{i18n._('admin.exceptions.all')}</Link>
    </section>
  )
}
