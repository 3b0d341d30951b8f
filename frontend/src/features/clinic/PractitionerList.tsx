import { useLingui } from '@lingui/react'
import { Link } from 'wouter'
import type { Practitioner } from '../../api/client'
import { placeQuery, routes, timesPath } from '../../routes'
import { Icon } from '../../ui/Icon'
import { usePractitioners } from './queries'

/** The other way in: those who come for a doctor, not for a service. */
export function PractitionerList() {
  const { i18n } = useLingui()
  const practitioners = usePractitioners().data?.items ?? []
  if (practitioners.length < 2) return null
  return (
    <section aria-labelledby="practitioners">
      <h2 id="practitioners">{i18n._('home.practitioners')}</h2>
      <ul className="cards">
        {practitioners.map((practitioner) => (
          <li key={practitioner.id}>
            <Link className="card card-link card-person" href={pathOf(practitioner)}>
              <Avatar practitioner={practitioner} />
              <span className="card-title">{practitioner.name}</span>
              <span className="hint">{practitioner.specialties.map(({ name }) => name).join(', ')}</span>
              <Icon name="next" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A doctor with one service leads straight to the times. */
function pathOf({ id, services }: Practitioner): string {
  const [only] = services
  if (services.length === 1 && only) return timesPath({ service: only.id, practitioner: id })
  return `${routes.home}?${placeQuery({ practitioner: id })}`
}

function Avatar({ practitioner }: { practitioner: Practitioner }) {
  if (practitioner.photo) {
    return <img className="avatar" src={practitioner.photo} alt="" width="48" height="48" loading="lazy" />
  }
  return (
    <span className="avatar" aria-hidden="true">
      {initials(practitioner.name)}
    </span>
  )
}

export function initials(name: string): string {
  const words = name.split(' ').filter((word) => !word.endsWith('.'))
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0))
    .join('')
}
