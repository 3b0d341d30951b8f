import { useLingui } from '@lingui/react'
import { Link } from 'wouter'
import type { Appointment } from '../../api/client'
import { appointmentPath } from '../../routes'
import { Icon } from '../../ui/Icon'
import { useClock } from '../clinic/useClock'
import { type Phase, phaseOf } from './phase'

interface AppointmentListProps {
  id: string
  title: string
  appointments: readonly Appointment[]
  empty: string
}

export function AppointmentList({ id, title, appointments, empty }: AppointmentListProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {appointments.length === 0 && <p className="hint">{empty}</p>}
      <ul className="cards cards-single">
        {appointments.map((appointment) => (
          <li key={appointment.id}>
            <AppointmentCard appointment={appointment} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function AppointmentCard({ appointment }: { appointment: Appointment }) {
  const clock = useClock(appointment.timezone)
  const { id, practitioner_name, service_name, patient_name, start } = appointment
  return (
    <Link className="card card-link" href={appointmentPath(id)}>
      <span className="card-title">
        {clock.shortDated(start)}, {clock.time(start)}
      </span>
      <span className="hint">
        {[service_name, practitioner_name, patient_name].filter(Boolean).join(' · ')}
      </span>
      <PhaseTag appointment={appointment} />
      <Icon name="next" />
    </Link>
  )
}

/** The state in a word, never in colour alone. */
function PhaseTag({ appointment }: { appointment: Appointment }) {
  const { i18n } = useLingui()
  const phase = phaseOf(appointment)
  const words: Record<Phase, string> = {
    requested: i18n._('phase.requested'),
    coming: appointment.confirmed ? i18n._('phase.confirmed') : i18n._('phase.coming'),
    today: i18n._('phase.today'),
    cancelled: i18n._('phase.cancelled'),
    missed: i18n._('phase.missed'),
    past: i18n._('phase.past'),
  }
  return <span className={`tag tag-${phase}`}>{words[phase]}</span>
}
