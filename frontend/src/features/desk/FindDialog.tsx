import './desk.css'
import './dialogs.css'
import { useLingui } from '@lingui/react'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Patient } from '../../api/client'
import { Dialog } from '../../staff/Dialog'
import { notify } from '../../staff/notices'
import type { Writers } from '../agenda/clinicDates'
import type { Appointment } from '../agenda/model'
import { StatusMark } from '../agenda/StatusMark'
import { nameOf, statusOf } from '../agenda/status'
import { useUndo } from '../agenda/useUndo'
import { problemText } from '../agenda/VerbProblem'
import { useVerb } from '../agenda/verbs'
import { usePatientSearch } from '../patients/queries'
import { phoneWords } from '../patients/words'
import { findVisits } from './board'

interface FindDialogProps {
  /** Everybody's visits of the day on screen. */
  visits: readonly Appointment[]
  writers: Writers
  onOpen: (visit: Appointment) => void
  onNew: (patient: Patient) => void
  onClose: () => void
}

const MOST = 8

/** Somebody stands at the desk: by name, phone or reference, and one press says that they are here. */
export function FindDialog({ visits, writers, onOpen, onNew, onClose }: FindDialogProps) {
  const { i18n } = useLingui()
  const [text, setText] = useState('')
  const found = expectedFirst(findVisits(visits, text)).slice(0, MOST)
  const here = new Set(found.map(({ patient }) => patient))
  const others = (usePatientSearch(text).patients ?? []).filter(({ id }) => !here.has(id))
  return (
    <Dialog title={i18n._('find.title')} onClose={onClose} wide>
      <TextInput
        type="search"
        label={i18n._('find.text')}
        description={i18n._('find.hint')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        autoComplete="off"
        data-autofocus
      />
      <p className="visually-hidden" role="status">
        {text.trim() && i18n._('find.count', { count: found.length + others.length })}
      </p>
      {found.length > 0 && (
        <section className="found">
          <h3>{i18n._('find.visits')}</h3>
          <ul>
            {found.map((visit) => (
              <FoundVisit key={visit.id} visit={visit} writers={writers} onOpen={onOpen} onDone={onClose} />
            ))}
          </ul>
        </section>
      )}
      {others.length > 0 && (
        <section className="found">
          <h3>{i18n._('find.patients')}</h3>
          <ul>
            {others.map((patient) => (
              <FoundPatient key={patient.id} patient={patient} writers={writers} onNew={onNew} />
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  )
}

/** Who stands at the desk is most often somebody who is expected. */
function expectedFirst(visits: readonly Appointment[]): Appointment[] {
  const expected = ({ can }: Appointment) => Number(can.includes('arrive'))
  return [...visits].sort((a, b) => expected(b) - expected(a) || Date.parse(a.start) - Date.parse(b.start))
}

interface FoundVisitProps {
  visit: Appointment
  writers: Writers
  onOpen: (visit: Appointment) => void
  onDone: () => void
}

function FoundVisit({ visit, writers, onOpen, onDone }: FoundVisitProps) {
  const { i18n } = useLingui()
  const offerUndo = useUndo(writers)
  const arrive = useVerb((changed, request) => {
    offerUndo(changed, request)
    notify(i18n._('find.arrived', { name: nameOf(changed) }))
    onDone()
  })
  const name = nameOf(visit)
  return (
    <li className="found-row">
      <button type="button" className="found-open" onClick={() => onOpen(visit)}>
        <span className="found-name">{name}</span>
        <span className="found-what">
          {writers.time(new Date(visit.start))} · {visit.practitioner_name}
        </span>
        <StatusMark status={statusOf(visit)} />
      </button>
      {visit.can.includes('arrive') && (
        <Button
          loading={arrive.isPending}
          onClick={() =>
            arrive.mutate(
              { verb: 'arrive', appointment: visit },
              { onError: (problem) => notify(problemText(problem)) },
            )
          }
        >
          {i18n._('agenda.verb.arrive')}
          <span className="visually-hidden"> {i18n._('messages.about', { about: name })}</span>
        </Button>
      )}
    </li>
  )
}

interface FoundPatientProps {
  patient: Patient
  writers: Writers
  onNew: (patient: Patient) => void
}

function FoundPatient({ patient, writers, onNew }: FoundPatientProps) {
  const { i18n } = useLingui()
  const { name, phone, next_visit: next } = patient
  return (
    <li className="found-row">
      <div className="found-open">
        <Link className="found-name" href={`/clinica/pacientes/${patient.id}`}>
          {name}
        </Link>
        <span className="found-what">
          {phone && phoneWords(phone)}
          {next && ` · ${i18n._('find.next', { when: writers.moment(new Date(next.start)) })}`}
        </span>
      </div>
      <Button variant="default" onClick={() => onNew(patient)}>
        {i18n._('board.new')}
        <span className="visually-hidden"> {i18n._('messages.about', { about: name })}</span>
      </Button>
    </li>
  )
}
