import { useLingui } from '@lingui/react'
import { Alert, Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  createHoliday,
  deleteHoliday,
  generateHolidays,
  type Holiday,
  type HolidayList,
} from '../../api/client'
import { listHolidaysOptions } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import { RefusalText } from './form'
import { dayWords } from './words'

type Request =
  | { kind: 'close'; holiday: Holiday }
  | { kind: 'open'; id: number }
  | { kind: 'year'; year: number }

async function send(request: Request): Promise<HolidayList> {
  if (request.kind === 'open') {
    return (await deleteHoliday({ path: { id: request.id }, throwOnError: true })).data
  }
  if (request.kind === 'year') {
    return (await generateHolidays({ body: { year: request.year }, throwOnError: true })).data
  }
  const { date, name } = request.holiday
  return (await createHoliday({ body: { date, name }, throwOnError: true })).data
}

/** The country's holidays, moved as Ley 139-97 says: on which ones the clinic closes. */
export function Holidays({ today }: { today: string }) {
  const { i18n } = useLingui()
  const thisYear = Number(today.slice(0, 4))
  const [year, setYear] = useState(thisYear)
  const queries = useQueryClient()
  const options = listHolidaysOptions({ query: { year } })
  const list = useQuery(options)
  const change = useMutation<HolidayList, Problem, Request>({
    mutationFn: send,
    onSuccess: (holidays) => queries.setQueryData(options.queryKey, holidays),
  })
  const missing = list.data?.items.some(({ id }) => id === null)
  return (
    <section className="holidays">
      <div className="holidays-head">
        <h2>{i18n._('admin.holidays')}</h2>
        <NativeSelect
          aria-label={i18n._('admin.year')}
          value={year}
          data={[thisYear, thisYear + 1, thisYear + 2].map(String)}
          onChange={({ currentTarget }) => setYear(Number(currentTarget.value))}
        />
        {missing && (
          <Button
            variant="default"
            loading={change.isPending && change.variables.kind === 'year'}
            onClick={() => change.mutate({ kind: 'year', year })}
          >
            {i18n._('admin.holidays.all')}
          </Button>
        )}
      </div>
      {change.error && (
        <Alert role="alert" color="red" variant="light" className="problem">
          <RefusalText problem={change.error} />
        </Alert>
      )}
      {list.isError && <LoadProblem error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <Skeleton blocks={3} />}
      <ul className="holiday-list">
        {list.data?.items.map((holiday) => (
          <HolidayLine
            key={holiday.date}
            holiday={holiday}
            isPast={holiday.date < today}
            busy={change.isPending}
            onChange={change.mutate}
          />
        ))}
      </ul>
    </section>
  )
}

interface HolidayLineProps {
  holiday: Holiday
  /** Nothing can be done about it any more. */
  isPast: boolean
  busy: boolean
  onChange: (request: Request) => void
}

function HolidayLine({ holiday, isPast, busy, onChange }: HolidayLineProps) {
  const { i18n } = useLingui()
  const { id, date, name, original } = holiday
  return (
    <li className={id === null || isPast ? 'holiday is-off' : 'holiday'}>
      <span className="holiday-day">{dayWords(date)}</span>
      <span className="holiday-name">
        {name}
        {original && (
          <span className="form-hint"> {i18n._('admin.holiday.moved', { day: dayWords(original) })}</span>
        )}
      </span>
      {!isPast && (
        <Button
          variant="default"
          size="compact-md"
          disabled={busy}
          onClick={() => onChange(id === null ? { kind: 'close', holiday } : { kind: 'open', id })}
        >
          {id === null ? i18n._('admin.holiday.close') : i18n._('admin.holiday.open')}
          <span className="visually-hidden"> {name}</span>
        </Button>
      )}
    </li>
  )
}
