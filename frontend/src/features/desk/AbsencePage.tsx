import { useLingui } from '@lingui/react'
import { Alert, Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { AffectedList, AffectedVisit, Clinic, Outcome } from '../../api/client'
import { LoadProblem } from '../../staff/LoadProblem'
import { notify } from '../../staff/notices'
import { Skeleton } from '../../staff/Skeleton'
import { useTitle } from '../../staff/useTitle'
import type { Day, Writers } from '../agenda/clinicDates'
import { useLiveAgenda } from '../agenda/live'
import { exceptionSpan } from '../agenda/Strip'
import { nameOf } from '../agenda/status'
import { problemText } from '../agenda/VerbProblem'
import { AffectedRow } from './AffectedRow'
import { isOpen, type RescueRequest, type RescueVerb, saveCallList, useAffected, useRescue } from './absences'
import { failureWord, kindWord } from './absenceWords'
import { RescueDialog } from './RescueDialog'
import { useWriters } from './useWriters'

interface AbsencePageProps {
  id: number
  clinic: Clinic
  today: Day
}

/** A fallen day: who is affected, what was done for each, and who must be called. */
export function AbsencePage({ id, clinic }: AbsencePageProps) {
  const { i18n } = useLingui()
  useTitle(i18n._('absence.title'), clinic)
  useLiveAgenda()
  const writers = useWriters(clinic.timezone)
  const list = useAffected(id)
  return (
    <>
      <p className="back">
        <Link href="/clinica/ausencias">{i18n._('absence.back')}</Link>
      </p>
      {list.isError && <LoadProblem error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <Skeleton blocks={6} />}
      {list.data && <FallenDay id={id} list={list.data} writers={writers} />}
    </>
  )
}

interface FallenDayProps {
  id: number
  list: AffectedList
  writers: Writers
}

function FallenDay({ id, list, writers }: FallenDayProps) {
  const { i18n } = useLingui()
  const { exception, items } = list
  const open = items.filter(isOpen)
  const [dropped, setDropped] = useState<ReadonlySet<number>>(new Set())
  const [asking, setAsking] = useState<RescueVerb | null>(null)
  const [failed, setFailed] = useState<Outcome['failed']>([])
  const chosen = open.filter(({ appointment }) => !dropped.has(appointment.id))
  const rescue = useRescue((outcome) => {
    setAsking(null)
    setFailed(outcome.failed)
    notify(i18n._('absence.done', { done: outcome.done.length, failed: outcome.failed.length }))
  })
  const toggle = (visit: number) =>
    setDropped((known) => {
      const next = new Set(known)
      return next.delete(visit) ? next : next.add(visit)
    })
  const send = (more: Pick<RescueRequest, 'reason'>) => {
    if (asking)
      rescue.mutate({
        verb: asking,
        id,
        appointments: chosen.map(({ appointment }) => appointment.id),
        ...more,
      })
  }
  return (
    <>
      <div className="desk-head">
        <div>
          <h1>{exception.practitioner_name ?? exception.location_name ?? i18n._('block.everybody')}</h1>
          <p className="desk-lead">
            {exceptionSpan(exception, writers, exception.timezone)} ·{' '}
            {[kindWord(exception.kind), exception.reason].filter(Boolean).join(' · ')}
          </p>
        </div>
        <CallList id={id} open={open.length} />
      </div>
      <Progress list={list} />
      {items.length === 0 && <p className="empty">{i18n._('absence.none')}</p>}
      {open.length > 0 && <RescueBar count={chosen.length} onAsk={setAsking} />}
      {failed.length > 0 && <Failures failed={failed} items={items} />}
      <ul className="rows" aria-label={i18n._('absence.patients')}>
        {items.map((item) => (
          <AffectedRow
            key={item.appointment.id}
            item={item}
            writers={writers}
            chosen={!dropped.has(item.appointment.id)}
            onToggle={() => toggle(item.appointment.id)}
          />
        ))}
      </ul>
      {asking && (
        <RescueDialog
          verb={asking}
          visits={chosen}
          writers={writers}
          busy={rescue.isPending}
          problem={rescue.error}
          onSend={send}
          onClose={() => {
            setAsking(null)
            rescue.reset()
          }}
        />
      )}
    </>
  )
}

/** How far the rescue is, in one line that listeners hear when it changes. */
function Progress({ list: { items, counts } }: { list: AffectedList }) {
  const { i18n } = useLingui()
  if (items.length === 0) return null
  const settled = items.length - counts.none - counts.offered
  return (
    <div className="progress">
      <progress max={items.length} value={settled} aria-label={i18n._('absence.progress')} />
      <p role="status">
        {i18n._('absence.counts', {
          settled,
          total: items.length,
          offered: counts.offered,
          none: counts.none,
        })}
      </p>
    </div>
  )
}

function RescueBar({ count, onAsk }: { count: number; onAsk: (verb: RescueVerb) => void }) {
  const { i18n } = useLingui()
  return (
    <section className="rescue-bar" aria-label={i18n._('agenda.actions')}>
      <span>{i18n._('absence.chosen', { count })}</span>
      <Button disabled={count === 0} onClick={() => onAsk('offer')}>
        {i18n._('absence.offer')}
      </Button>
      <Button variant="default" disabled={count === 0} onClick={() => onAsk('move')}>
        {i18n._('absence.move')}
      </Button>
      <Button variant="default" disabled={count === 0} onClick={() => onAsk('cancel')}>
        {i18n._('absence.cancel')}
      </Button>
    </section>
  )
}

function CallList({ id, open }: { id: number; open: number }) {
  const { i18n } = useLingui()
  const save = () =>
    saveCallList(id, `${i18n._('absence.call_list.file')}-${id}.csv`).catch((problem) =>
      notify(problemText(problem)),
    )
  return (
    <Button variant="default" disabled={open === 0} onClick={save}>
      {i18n._('absence.call_list')}
    </Button>
  )
}

function Failures({ failed, items }: { failed: Outcome['failed']; items: readonly AffectedVisit[] }) {
  const { i18n } = useLingui()
  const nameFor = (id: number) => {
    const found = items.find(({ appointment }) => appointment.id === id)
    return found ? nameOf(found.appointment) : ''
  }
  return (
    <Alert role="alert" color="red" variant="light" className="problem">
      <p className="problem-text">{i18n._('absence.failed', { count: failed.length })}</p>
      <ul>
        {failed.map(({ appointment, problem }) => (
          <li key={appointment}>
            {nameFor(appointment)}: {failureWord(problem)}
          </li>
        ))}
      </ul>
    </Alert>
  )
}
