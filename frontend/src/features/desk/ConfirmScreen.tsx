import '../agenda/agenda.css'
import './desk.css'
import './rows.css'
import { useLingui } from '@lingui/react'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { LoadProblem } from '../../staff/LoadProblem'
import { notify } from '../../staff/notices'
import { Skeleton } from '../../staff/Skeleton'
import type { ScreenProps } from '../../staff/screens'
import { useTitle } from '../../staff/useTitle'
import { addDays, type Day, dayOf, isDay, noon } from '../agenda/clinicDates'
import { useLiveAgenda } from '../agenda/live'
import type { Appointment } from '../agenda/model'
import { nameOf } from '../agenda/status'
import { useMinute } from '../agenda/useMinute'
import { useUndo } from '../agenda/useUndo'
import { problemText } from '../agenda/VerbProblem'
import { useQuestions, VisitDialogs } from '../agenda/VisitDialogs'
import { useVerb } from '../agenda/verbs'
import { byStart } from './board'
import { ConfirmRow, type RowVerb } from './ConfirmRow'
import { DayMover } from './DayMover'
import { useBooked } from './queries'
import { useWriters } from './useWriters'

/** Tomorrow's visits, to be called one by one: a row, a key. */
export function ConfirmScreen({ clinic }: ScreenProps) {
  const { i18n } = useLingui()
  useTitle(i18n._('confirm.title'), clinic)
  useLiveAgenda()
  const { timezone: timeZone } = clinic
  const today = dayOf(useMinute(), timeZone)
  const [day, setDay] = useDay(addDays(today, 1))
  const writers = useWriters(timeZone)
  const list = useBooked(day)
  const visits = byStart(list.data?.items ?? [])
  const open = visits.filter(({ confirmed }) => !confirmed)
  const done = visits.filter(({ confirmed }) => confirmed)
  return (
    <>
      <div className="desk-head">
        <div>
          <h1>{i18n._('confirm.title')}</h1>
          <p className="desk-lead" aria-live="polite">
            {writers.longDay(noon(day, timeZone))}
            {list.data && ` · ${i18n._('confirm.left', { count: open.length })}`}
          </p>
        </div>
        <DayMover
          day={day}
          onDay={setDay}
          reset={addDays(today, 1)}
          resetLabel={i18n._('confirm.tomorrow')}
        />
      </div>
      {list.isError && <LoadProblem error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <Skeleton blocks={6} />}
      {list.data && <Rows {...{ open, done, today, timeZone, writers }} clinicName={clinic.name} />}
    </>
  )
}

function useDay(standard: Day): [Day, (day: Day) => void] {
  const [params, setParams] = useSearchParams()
  const asked = params.get('fecha')
  const set = (day: Day) => setParams({ fecha: day }, { replace: true })
  return [isDay(asked) ? asked : standard, set]
}

interface RowsProps {
  open: readonly Appointment[]
  done: readonly Appointment[]
  today: Day
  timeZone: string
  writers: ReturnType<typeof useWriters>
  clinicName: string
}

function Rows({ open, done, today, timeZone, writers, clinicName }: RowsProps) {
  const { i18n } = useLingui()
  const [card, setCard] = useState<number | null>(null)
  const questions = useQuestions()
  const offerUndo = useUndo(writers)
  const verb = useVerb((changed, request) => {
    offerUndo(changed, request)
    if (request.verb === 'confirm') notify(i18n._('confirm.done', { name: nameOf(changed) }))
  })
  const act = (name: RowVerb, visit: Appointment) => {
    if (name !== 'confirm') questions.ask(name, visit)
    else
      verb.mutate({ verb: name, appointment: visit }, { onError: (problem) => notify(problemText(problem)) })
  }
  const row = { writers, clinicName, busy: verb.isPending, onVerb: act, onOpen: setCard }
  return (
    <>
      {open.length > 0 && <p className="form-hint wide-only">{i18n._('confirm.keys')}</p>}
      {open.length === 0 && (
        <p className="empty">{done.length > 0 ? i18n._('confirm.all_done') : i18n._('confirm.none')}</p>
      )}
      <ul className="rows" aria-label={i18n._('confirm.title')}>
        {open.map((visit) => (
          <ConfirmRow key={visit.id} visit={visit} {...row} />
        ))}
      </ul>
      {done.length > 0 && (
        <details className="done">
          <summary>{i18n._('confirm.confirmed', { count: done.length })}</summary>
          <ul className="rows">
            {done.map((visit) => (
              <ConfirmRow key={visit.id} visit={visit} {...row} />
            ))}
          </ul>
        </details>
      )}
      <VisitDialogs
        open={card}
        visits={[...open, ...done]}
        onClose={() => setCard(null)}
        betweenPractitioners
        {...{ questions, today, timeZone, writers }}
      />
    </>
  )
}
