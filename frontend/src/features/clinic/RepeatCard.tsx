import { useLingui } from '@lingui/react'
import { useState } from 'react'
import { Link } from 'wouter'
import { timesPath } from '../../routes'
import { Icon } from '../../ui/Icon'
import { forget, lastVisit } from '../booking/remembered'
import { usePractitioners, useServices } from './queries'

/** On a phone whose owner asked to be remembered: the last doctor and service, one tap away. */
export function RepeatCard() {
  const { i18n } = useLingui()
  const [last, setLast] = useState(lastVisit)
  const practitioner = usePractitioners().data?.items.find(({ id }) => id === last?.practitioner)
  const service = useServices().data?.items.find(({ id }) => id === last?.service)
  if (!last || !practitioner || !service) return null
  return (
    <section className="repeat" aria-label={i18n._('repeat.region')}>
      <Link className="card card-link card-repeat" href={timesPath(last)}>
        <span className="card-title">{i18n._('repeat.title', { name: practitioner.name })}</span>
        <span className="hint">{service.name}</span>
        <Icon name="next" />
      </Link>
      <button type="button" className="link-button" onClick={stop}>
        {i18n._('repeat.forget')}
      </button>
    </section>
  )

  function stop() {
    forget()
    setLast(null)
  }
}
