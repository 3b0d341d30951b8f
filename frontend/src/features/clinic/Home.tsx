import { useLingui } from '@lingui/react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, Redirect, useSearch } from 'wouter'
import type { Practitioner, Service } from '../../api/client'
import { readPlace, routes, timesPath } from '../../routes'
import { Icon } from '../../ui/Icon'
import { LoadError } from '../../ui/LoadError'
import { PageTitle } from '../../ui/PageTitle'
import { Skeleton } from '../../ui/Skeleton'
import { askForTimes, loadTimes } from '../booking/loadTimes'
import { CallCard } from './CallCard'
import { PractitionerList } from './PractitionerList'
import { Price } from './Price'
import { usePractitioners, useServices } from './queries'
import { RepeatCard } from './RepeatCard'

/** P1: what is it for? One tap. */
export function Home() {
  const { i18n } = useLingui()
  const chosen = readPlace(useSearch()).practitioner
  const practitioner = usePractitioners().data?.items.find(({ id }) => id === chosen)
  return (
    <div className="page page-wide">
      <PageTitle title={i18n._('home.title')} />
      {practitioner ? (
        <ChosenPractitioner practitioner={practitioner} />
      ) : (
        <p className="lead">{i18n._('home.lead')}</p>
      )}
      <RepeatCard />
      <div className="columns">
        <section aria-labelledby="services">
          <h2 id="services">{i18n._('home.question')}</h2>
          <Services practitioner={chosen} />
        </section>
        <div className="side">
          <Link className="card card-link" href={routes.find}>
            <span className="card-title">{i18n._('home.existing')}</span>
            <span className="hint">{i18n._('home.existing.hint')}</span>
            <Icon name="next" />
          </Link>
          <CallCard />
        </div>
        {!chosen && <PractitionerList />}
      </div>
    </div>
  )
}

function ChosenPractitioner({ practitioner }: { practitioner: Practitioner }) {
  const { i18n } = useLingui()
  return (
    <p className="lead">
      {i18n._('home.with', { name: practitioner.name })}{' '}
      <Link href={routes.home}>{i18n._('action.change')}</Link>
    </p>
  )
}

function Services({ practitioner }: { practitioner: number | undefined }) {
  const { i18n } = useLingui()
  const services = useServices()
  const ready = services.isSuccess
  useEffect(() => {
    if (ready) loadTimes().catch(() => undefined)
  }, [ready])
  if (services.error) return <LoadError error={services.error} onRetry={() => services.refetch()} />
  if (!services.data) return <Skeleton blocks={8} shape="card" />
  const offered = services.data.items.filter(
    (service) => !practitioner || service.practitioners.includes(practitioner),
  )
  const [only, ...others] = offered
  if (!only) return <p>{i18n._('home.nothing')}</p>
  if (others.length === 0) return <Redirect to={timesPath({ service: only.id, practitioner })} replace />
  return (
    <ul className="cards">
      {offered.map((service) => (
        <li key={service.id}>
          <ServiceLink service={service} practitioner={practitioner} />
        </li>
      ))}
    </ul>
  )
}

function ServiceLink({ service, practitioner }: { service: Service; practitioner: number | undefined }) {
  const { i18n } = useLingui()
  const queryClient = useQueryClient()
  const search = { service: service.id, practitioner }
  return (
    <Link
      className="card card-link"
      href={timesPath(search)}
      onPointerDown={() => askForTimes(queryClient, search).catch(() => undefined)}
    >
      <span className="card-title">{service.name}</span>
      <span className="hint">
        {i18n._('service.minutes', { minutes: service.duration })}
        {service.price && ' · '}
        <Price price={service.price} />
      </span>
      <Icon name="next" />
    </Link>
  )
}
