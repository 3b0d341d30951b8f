import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import type { Appointment, Patient } from '../../api/client'
import { getPatientOptions, listPatientAppointmentsOptions } from '../../api/client/@tanstack/react-query.gen'
import { formatLocale } from '../../i18n/i18n'
import { SidePanel } from '../../staff/Dialog'
import { Icon } from '../../staff/Icon'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import { agendaWriters, ageOn, type Day, dayOf, noon, type Writers } from '../agenda/clinicDates'
import { StatusMark } from '../agenda/StatusMark'
import { statusOf } from '../agenda/status'
import { PatientEdit } from './PatientEdit'
import { phoneWords } from './words'

interface PatientPageProps {
  id: number
  today: Day
  timeZone: string
}

/** One person: how to reach them, what is known, and their visits. */
export function PatientPage({ id, today, timeZone }: PatientPageProps) {
  const { i18n } = useLingui()
  const query = useQuery(getPatientOptions({ path: { id } }))
  const [editing, setEditing] = useState(false)
  const writers = agendaWriters(timeZone, formatLocale(i18n.locale === 'en' ? 'en' : 'es'))
  const patient = query.data
  if (!patient)
    return (
      <div className="patients">
        <h1>{i18n._('patients.title')}</h1>
        {query.isError && <LoadProblem error={query.error} onRetry={() => query.refetch()} />}
        {query.isPending && <Skeleton blocks={4} />}
      </div>
    )
  return (
    <div className="patients">
      <div className="patients-head">
        <h1>{patient.name}</h1>
        <Button variant="default" onClick={() => setEditing(true)}>
          {i18n._('patients.edit')}
        </Button>
      </div>
      {patient.to_verify && <p className="panel-verify">{i18n._('patients.to_verify')}</p>}
      <Reach patient={patient} />
      <Facts {...{ patient, today, timeZone, writers }} />
      <Visits id={id} today={today} timeZone={timeZone} writers={writers} />
      <p>
        <a href="/tryton/">{i18n._('patients.tryton')}</a>
      </p>
      {editing && (
        <SidePanel title={i18n._('patients.edit')} asking={false} onClose={() => setEditing(false)}>
          <PatientEdit patient={patient} today={today} onDone={() => setEditing(false)} />
        </SidePanel>
      )}
    </div>
  )
}

function Reach({ patient: { phone } }: { patient: Patient }) {
  const { i18n } = useLingui()
  if (!phone) return null
  return (
    <div className="contact">
      <Button
        component="a"
        href={`tel:${phone.replace(/[^+\d]/g, '')}`}
        variant="default"
        size="sm"
        leftSection={<Icon name="phone" />}
      >
        {phoneWords(phone)}
      </Button>
      <Button
        component="a"
        href={`https://wa.me/${phone.replace(/\D/g, '')}`}
        target="_blank"
        rel="noreferrer"
        variant="default"
        size="sm"
        leftSection={<Icon name="chat" />}
      >
        {i18n._('agenda.whatsapp')}
      </Button>
    </div>
  )
}

interface FactsProps extends Omit<PatientPageProps, 'id'> {
  patient: Patient
  writers: Writers
}

function Facts({ patient, today, timeZone, writers }: FactsProps) {
  const { i18n } = useLingui()
  const { birth_date: born, number, identifier, email, insurer_name, insurer_number, note } = patient
  return (
    <dl className="facts patients-facts">
      {born && (
        <Fact name={i18n._('patients.birth_date')}>
          {writers.shortDate(noon(born, timeZone))} · {i18n._('patients.age', { years: ageOn(born, today) })}
        </Fact>
      )}
      {number && <Fact name={i18n._('patients.number')}>{number}</Fact>}
      {identifier && <Fact name={i18n._('patients.cedula')}>{identifier}</Fact>}
      {email && <Fact name={i18n._('patients.email')}>{email}</Fact>}
      {insurer_name && (
        <Fact name={i18n._('patients.insurer')}>
          {[insurer_name, insurer_number].filter(Boolean).join(' · ')}
        </Fact>
      )}
      <Fact name={i18n._('patients.missed')}>{patient.missed_visits}</Fact>
      {note && <Fact name={i18n._('patients.note')}>{note}</Fact>}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const MOST_VISITS = 50

function Visits({ id, today, timeZone, writers }: PatientPageProps & { writers: Writers }) {
  const { i18n } = useLingui()
  const query = useQuery(
    listPatientAppointmentsOptions({ path: { id }, query: { limit: MOST_VISITS, newest: true } }),
  )
  if (query.isError) return <LoadProblem error={query.error} onRetry={() => query.refetch()} />
  if (!query.data) return <Skeleton blocks={3} />
  const ahead = ({ start }: Appointment) => dayOf(start, timeZone) >= today
  const coming = query.data.items.filter(ahead).reverse()
  const past = query.data.items.filter((visit) => !ahead(visit))
  return (
    <>
      <VisitRows
        title={i18n._('patients.coming')}
        none={i18n._('patients.coming.none')}
        {...{ visits: coming, timeZone, writers }}
      />
      <VisitRows
        title={i18n._('agenda.past')}
        none={i18n._('agenda.past.none')}
        {...{ visits: past, timeZone, writers }}
      />
    </>
  )
}

interface VisitRowsProps {
  title: string
  none: string
  visits: readonly Appointment[]
  timeZone: string
  writers: Writers
}

function VisitRows({ title, none, visits, timeZone, writers }: VisitRowsProps) {
  return (
    <section className="patients-visits">
      <h2>{title}</h2>
      {visits.length === 0 && <p className="form-hint">{none}</p>}
      <ul>
        {visits.map((visit) => (
          <li key={visit.id}>
            <Link href={visitAddress(visit, timeZone)}>
              {writers.shortDate(new Date(visit.start))}, {writers.time(new Date(visit.start))}
            </Link>
            <span>
              {visit.service_name} · {visit.practitioner_name}
            </span>
            <StatusMark status={statusOf(visit)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function visitAddress({ id, practitioner, start }: Appointment, timeZone: string): string {
  const place = { vista: 'lista', fecha: dayOf(start, timeZone), medico: `${practitioner}`, cita: `${id}` }
  return `/clinica/agenda?${new URLSearchParams(place)}`
}
