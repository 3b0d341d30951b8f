import { useLingui } from '@lingui/react'
import type { ReactNode } from 'react'
import type { Appointment } from '../../api/client'
import { Icon, type IconName } from '../../ui/Icon'
import { addressOf } from '../clinic/address'
import { Price } from '../clinic/Price'
import { useClinic } from '../clinic/queries'
import { turnText } from '../clinic/turn'
import { useClock } from '../clinic/useClock'
import { ZoneNote } from '../clinic/ZoneNote'
import { isAhead } from './phase'

/** When, with whom, where, for whom, and the reference to keep. */
export function AppointmentFacts({ appointment }: { appointment: Appointment }) {
  const { i18n } = useLingui()
  const clock = useClock(appointment.timezone)
  const { start, turn, instructions } = appointment
  return (
    <>
      <p className="when">
        <strong>{clock.dated(start)}</strong>
        <span>{turn ? turnText(i18n, clock, turn, start) : clock.time(start)}</span>
      </p>
      <ZoneNote at={start} timeZone={appointment.timezone} />
      <ul className="fact-list">
        <Fact icon="person">
          {appointment.practitioner_name} · {appointment.service_name}
          {appointment.price && ' · '}
          <Price price={appointment.price} />
        </Fact>
        <Where appointment={appointment} />
        {appointment.patient_name && (
          <Fact icon="check">{i18n._('appointment.for', { name: appointment.patient_name })}</Fact>
        )}
      </ul>
      <p className="reference">
        {i18n._('appointment.reference')} <strong>{appointment.number}</strong>
      </p>
      {instructions && isAhead(appointment) && <p className="instructions">{instructions}</p>}
    </>
  )
}

function Where({ appointment }: { appointment: Appointment }) {
  const { i18n } = useLingui()
  const location = useClinic().data?.locations.find(({ id }) => id === appointment.location)
  return (
    <Fact icon="pin">
      {location ? addressOf(location) : appointment.location_name}
      {location?.map_url && (
        <>
          {' '}
          <a href={location.map_url} target="_blank" rel="noreferrer">
            {i18n._('appointment.map')}
          </a>
        </>
      )}
      {location?.arrival_note && <span className="hint">{location.arrival_note}</span>}
    </Fact>
  )
}

function Fact({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <li>
      <Icon name={icon} />
      <span>{children}</span>
    </li>
  )
}
