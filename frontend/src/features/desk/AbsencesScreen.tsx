import '../agenda/agenda.css'
import './desk.css'
import './rows.css'
import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import type { FullException } from '../../api/client'
import { listPractitionersOptions } from '../../api/client/@tanstack/react-query.gen'
import { LoadProblem } from '../../staff/LoadProblem'
import { NotFound } from '../../staff/NotFound'
import { notify } from '../../staff/notices'
import { Skeleton } from '../../staff/Skeleton'
import type { ScreenProps } from '../../staff/screens'
import { useTitle } from '../../staff/useTitle'
import { BlockDialog } from '../agenda/BlockDialog'
import type { Blocked } from '../agenda/block'
import { type Day, dayOf, type Writers } from '../agenda/clinicDates'
import { exceptionSpan } from '../agenda/Strip'
import { useMinute } from '../agenda/useMinute'
import { problemText } from '../agenda/VerbProblem'
import { AbsencePage } from './AbsencePage'
import { useAbsences, useWithdraw } from './absences'
import { kindWord } from './absenceWords'
import { useWriters } from './useWriters'

const HOME = '/clinica/ausencias'

/** Days on which somebody does not attend, and what becomes of their patients. */
export function AbsencesScreen(props: ScreenProps) {
  const today = dayOf(useMinute(), props.clinic.timezone)
  return (
    <Switch>
      <Route path={HOME}>
        <Absences {...props} today={today} />
      </Route>
      <Route path={`${HOME}/:id`}>
        {({ id }) =>
          /^[1-9]\d*$/.test(id) ? (
            <AbsencePage id={Number(id)} clinic={props.clinic} today={today} />
          ) : (
            <NotFound clinic={props.clinic} home={HOME} />
          )
        }
      </Route>
      <Route>
        <NotFound clinic={props.clinic} home={HOME} />
      </Route>
    </Switch>
  )
}

function Absences({ me, clinic, today }: ScreenProps & { today: Day }) {
  const { i18n } = useLingui()
  useTitle(i18n._('absences.title'), clinic)
  const list = useAbsences(today)
  const [, go] = useLocation()
  const [adding, setAdding] = useState(false)
  const writers = useWriters(clinic.timezone)
  const practitioners = useQuery({ ...listPractitionersOptions(), staleTime: 300_000 }).data?.items ?? []
  const own = me.role === 'practitioner'
  const choice = own ? practitioners.filter(({ id }) => id === me.practitioner) : practitioners
  const done = ({ made }: Blocked) => {
    if (made.affected > 0) go(`${HOME}/${made.id}`)
  }
  return (
    <>
      <div className="desk-head">
        <div>
          <h1>{i18n._('absences.title')}</h1>
          <p className="desk-lead">{i18n._('absences.lead')}</p>
        </div>
        <Button disabled={choice.length === 0} onClick={() => setAdding(true)}>
          {i18n._('block.title')}
        </Button>
      </div>
      {list.isError && <LoadProblem error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <Skeleton blocks={4} />}
      {list.data?.items.length === 0 && <p className="empty">{i18n._('absences.none')}</p>}
      {list.data && (
        <ul className="rows" aria-label={i18n._('absences.title')}>
          {list.data.items.map((absence) => (
            <AbsenceRow key={absence.id} absence={absence} writers={writers} />
          ))}
        </ul>
      )}
      {adding && (
        <BlockDialog
          practitioners={choice}
          practitioner={own ? me.practitioner : (choice[0]?.id ?? null)}
          day={today}
          timeZone={clinic.timezone}
          location={clinic.locations[0]?.id ?? null}
          writers={writers}
          onDone={done}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  )
}

function AbsenceRow({ absence, writers }: { absence: FullException; writers: Writers }) {
  const { i18n } = useLingui()
  const withdraw = useWithdraw(() => notify(i18n._('absences.withdrawn')))
  const { id, kind, timezone, practitioner_name: practitioner, location_name: location, reason } = absence
  const who = practitioner ?? location ?? i18n._('block.everybody')
  const when = exceptionSpan(absence, writers, timezone)
  const about = i18n._('messages.about', { about: `${who}, ${when}` })
  return (
    <li className="row">
      <div className="waiting-who">
        <span className="row-name">{who}</span>
        <span className="row-what">{when}</span>
        <span className="row-what">{[kindWord(kind), reason].filter(Boolean).join(' · ')}</span>
      </div>
      <span />
      <div className="row-actions">
        {kind !== 'extra' && (
          <Button component={Link} href={`${HOME}/${id}`} size="sm">
            {i18n._('absences.open')}
            <span className="visually-hidden"> {about}</span>
          </Button>
        )}
        <Button
          size="sm"
          variant="default"
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate(absence, { onError: (problem) => notify(problemText(problem)) })}
        >
          {i18n._('absences.withdraw')}
          <span className="visually-hidden"> {about}</span>
        </Button>
      </div>
    </li>
  )
}
