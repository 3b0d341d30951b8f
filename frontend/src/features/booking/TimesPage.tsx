import { useLingui } from '@lingui/react'
import { useEffect } from 'react'
import { Redirect, useLocation, useSearch } from 'wouter'
import type { Slot } from '../../api/client'
import { openVisit } from '../../api/visitor'
import { detailsPath, type Place, readPlace, routes, timesPath } from '../../routes'
import { BackLink } from '../../ui/BackLink'
import { PageTitle } from '../../ui/PageTitle'
import { useMe } from '../account/queries'
import { CallCard } from '../clinic/CallCard'
import { useServices } from '../clinic/queries'
import { Filters } from './Filters'
import { releaseHeldPlace } from './hold'
import { ServiceFacts } from './ServiceFacts'
import { TimePicker } from './TimePicker'
import { WaitLink } from './WaitLink'

export { prefetchFreeDays } from './useFreeDays'

/** P2: which day, which hour. */
export function TimesPage() {
  const place = readPlace(useSearch())
  const { service } = place
  if (service === undefined) return <Redirect to={routes.home} replace />
  return <Times place={{ ...place, service }} />
}

function Times({ place }: { place: Place }) {
  const { i18n } = useLingui()
  const [, go] = useLocation()
  const service = useServices().data?.items.find(({ id }) => id === place.service)
  useMe()
  useEffect(() => {
    releaseHeldPlace()
    import('./DetailsPage').catch(() => undefined)
    openVisit().catch(() => undefined)
  }, [])
  const change = (next: Partial<Place>) => go(timesPath({ ...place, ...next }), { replace: true })
  const choose = (slot: Slot) => go(detailsPath(choiceOf(place, slot)))
  return (
    <div className="page">
      <BackLink />
      <PageTitle title={i18n._('times.title')} />
      <p className="lead">{service?.name ?? '\u00a0'}</p>
      <Filters place={place} onChange={change} />
      <TimePicker
        service={place.service}
        practitioner={place.practitioner}
        location={place.location}
        day={place.day}
        onDay={(day) => change({ day })}
        onChoose={choose}
      />
      <ServiceFacts service={place.service} practitioner={place.practitioner} />
      <details className="disclosure">
        <summary>{i18n._('times.unsuitable')}</summary>
        <p>{i18n._('times.unsuitable.hint')}</p>
        <WaitLink place={place} />
        <CallCard />
      </details>
    </div>
  )
}

function choiceOf(place: Place, slot: Slot): Place {
  const { service, day } = place
  return { service, day, practitioner: slot.practitioner, location: slot.location, start: slot.start }
}
