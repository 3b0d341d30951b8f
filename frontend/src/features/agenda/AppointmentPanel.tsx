import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { getAppointmentOptions } from '../../api/client/@tanstack/react-query.gen'
import { SidePanel } from '../../staff/Dialog'
import { Icon } from '../../staff/Icon'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import { phoneWords } from '../patients/words'
import type { Day, Writers } from './clinicDates'
import type { Appointment, Verb } from './model'
import { usePastVisits } from './queries'
import { Age, StatusMark } from './StatusMark'
import { nameOf, statusOf } from './status'
import { useUndo } from './useUndo'
import { VerbProblem } from './VerbProblem'
import { possibleVerbs, useVerb, verbWord } from './verbs'

interface AppointmentPanelProps {
  id: number
  today: Day
  /** What the agenda already knows of it. */
  known: Appointment | undefined
  writers: Writers
  asking: boolean
  onAsk: (verb: 'reschedule' | 'cancel', appointment: Appointment) => void
  onClose: () => void
}

/** One visit: who, when, why, what happened before, and what can be done now. */
export function AppointmentPanel({
  id,
  today,
  known,
  writers,
  asking,
  onAsk,
  onClose,
}: AppointmentPanelProps) {
  const { i18n } = useLingui()
  const details = useQuery({ ...getAppointmentOptions({ path: { id } }), enabled: !known })
  const appointment = known ?? details.data
  return (
    <SidePanel
      title={appointment ? nameOf(appointment) : i18n._('agenda.visit')}
      asking={asking}
      onClose={onClose}
    >
      {appointment && <Visit {...{ appointment, today, writers, onAsk }} />}
      {!appointment && details.isError && <LoadProblem error={details.error} onRetry={details.refetch} />}
      {!appointment && details.isPending && <Skeleton blocks={4} />}
    </SidePanel>
  )
}

type VisitProps = Pick<AppointmentPanelProps, 'today' | 'writers' | 'onAsk'> & { appointment: Appointment }

function Visit({ appointment, today, writers, onAsk }: VisitProps) {
  const { i18n } = useLingui()
  return (
    <div className="panel-visit">
      <p className="panel-state">
        <StatusMark status={statusOf(appointment)} />
        <Age birthDate={appointment.birth_date} today={today} />
        <span className="panel-number">{appointment.number}</span>
      </p>
      <Person appointment={appointment} />
      <Facts appointment={appointment} writers={writers} />
      <Actions {...{ appointment, writers, onAsk }} />
      {appointment.patient !== null && (
        <Link className="panel-patient" href={`/clinica/pacientes/${appointment.patient}`}>
          {i18n._('patients.card')}
        </Link>
      )}
      <PastVisits appointment={appointment} writers={writers} />
    </div>
  )
}

/** How to reach the patient, and whether the desk must still check who this is. */
function Person({ appointment: { phone, to_verify } }: { appointment: Appointment }) {
  const { i18n } = useLingui()
  return (
    <>
      {to_verify && <p className="panel-verify">{i18n._('agenda.to_verify')}</p>}
      {phone && (
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
      )}
    </>
  )
}

function Facts({ appointment, writers }: Pick<VisitProps, 'appointment' | 'writers'>) {
  const { i18n } = useLingui()
  const start = new Date(appointment.start)
  const hours = { start: writers.time(start), end: writers.time(new Date(appointment.end)) }
  const { turn, reason, note, service_name: service, location_name: location } = appointment
  return (
    <dl className="facts">
      <Fact name={i18n._('agenda.fact.when')}>
        {writers.longDay(start)}
        <br />
        {i18n._('agenda.visit.span', hours)}
        {turn !== null && ` · ${i18n._('agenda.turn', { turn })}`}
      </Fact>
      <Fact name={i18n._('agenda.fact.service')}>{service}</Fact>
      <Fact name={i18n._('agenda.fact.location')}>{location}</Fact>
      {reason && <Fact name={i18n._('agenda.fact.reason')}>{reason}</Fact>}
      {note && <Fact name={i18n._('agenda.fact.note')}>{note}</Fact>}
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

function Actions({ appointment, writers, onAsk }: Omit<VisitProps, 'today'>) {
  const { i18n } = useLingui()
  const verb = useVerb(useUndo(writers))
  const verbs = possibleVerbs(appointment)
  const act = (name: Verb) => {
    if (name === 'reschedule' || name === 'cancel') onAsk(name, appointment)
    else verb.mutate({ verb: name, appointment })
  }
  if (verbs.length === 0) return null
  return (
    <section className="panel-actions" aria-label={i18n._('agenda.actions')}>
      {verb.isError && <VerbProblem problem={verb.error} />}
      {verbs.map((name, index) => (
        <Button
          key={name}
          variant={index === 0 && name !== 'cancel' ? 'filled' : 'default'}
          className={name === 'cancel' ? 'button-quiet-warn' : undefined}
          loading={verb.isPending && verb.variables.verb === name}
          onClick={() => act(name)}
        >
          {verbWord(name)}
        </Button>
      ))}
    </section>
  )
}

function PastVisits({ appointment, writers }: Pick<VisitProps, 'appointment' | 'writers'>) {
  const { i18n } = useLingui()
  const visits = usePastVisits(appointment)
  if (!visits) return null
  return (
    <section className="past">
      <h3>{i18n._('agenda.past')}</h3>
      {visits.length === 0 && <p className="form-hint">{i18n._('agenda.past.none')}</p>}
      <ul>
        {visits.map((visit) => (
          <li key={visit.id}>
            <span className="past-day">{writers.shortDate(new Date(visit.start))}</span>
            <span>{visit.service_name}</span>
            <StatusMark status={statusOf(visit)} />
          </li>
        ))}
      </ul>
    </section>
  )
}
