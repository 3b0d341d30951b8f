import { useLingui } from '@lingui/react'
import { Link } from 'wouter'
import { type Place, waitPath } from '../../routes'

/** To the waiting list, for the same service, doctor and place. */
export function WaitLink({ place: { service, practitioner, location } }: { place: Place }) {
  const { i18n } = useLingui()
  return (
    <Link className="button" href={waitPath({ service, practitioner, location })}>
      {i18n._('times.wait')}
    </Link>
  )
}
