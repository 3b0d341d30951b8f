import { useLingui } from '@lingui/react'
import { Link } from 'wouter'
import type { Appointment } from '../../api/client'
import { timesPath } from '../../routes'
import { addressOf } from '../clinic/address'
import { Price } from '../clinic/Price'
import { useClinic, usePractitioners, useServices } from '../clinic/queries'
import { turnText } from '../clinic/turn'
import { useClock } from '../clinic/useClock'
import { ZoneNote } from '../clinic/ZoneNote'
import type { ChosenPlace } from './hold'
import { useAcceptedInsurers } from './insurers'

interface ChosenPlaceCardProps {
  place: ChosenPlace
  held: Appointment | undefined
  lost: boolean
}

function AcceptedInsurers({ practitioner }: { practitioner: number }) {
  const { i18n } = useLingui()
  const names = useAcceptedInsurers(({ id }) => id === practitioner)
  return names && <p className="hint">{i18n._('details.insurers', { names })}</p>
}

/** What is being booked stays in view above the form. */
export function ChosenPlaceCard({ place, held, lost }: ChosenPlaceCardProps) {
  const { i18n } = useLingui()
  const location = useClinic().data?.locations.find(({ id }) => id === (held?.location ?? place.location))
  const practitioner = usePractitioners().data?.items.find(({ id }) => id === place.practitioner)
  const service = useServices().data?.items.find(({ id }) => id === place.service)
  const clock = useClock(location?.timezone)
  const at = held?.start ?? place.start
  const price = held?.price ?? service?.price ?? null
  const { practitioner: _any, location: _where, start: _start, ...search } = place
  return (
    <section className={lost ? 'summary summary-lost' : 'summary'} aria-label={i18n._('details.chosen')}>
      <p className="summary-when">
        <strong>
          {clock.dated(at)}, {held?.turn ? turnText(i18n, clock, held.turn, at) : clock.time(at)}
        </strong>
      </p>
      <ZoneNote at={at} timeZone={location?.timezone} />
      <p>
        {service?.name ?? '\u00a0'}
        {practitioner && ` · ${practitioner.name}`}
        {price && ' · '}
        <Price price={price} />
      </p>
      <p className="hint">{addressOf(location)}</p>
      <AcceptedInsurers practitioner={place.practitioner} />
      <Link className="summary-change" href={timesPath(search)} replace>
        {i18n._('action.change')}
      </Link>
    </section>
  )
}
