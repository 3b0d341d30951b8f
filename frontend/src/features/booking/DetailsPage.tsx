import { useLingui } from '@lingui/react'
import { useEffect } from 'react'
import { Redirect, useLocation, useSearch } from 'wouter'
import type { Slot } from '../../api/client'
import { addVisitSentences } from '../../i18n/visits'
import { detailsPath, readPlace, routes } from '../../routes'
import { BackLink } from '../../ui/BackLink'
import { LoadError } from '../../ui/LoadError'
import { Skeleton } from '../../ui/Skeleton'
import { useMe } from '../account/queries'
import { CallCard } from '../clinic/CallCard'
import { useClinic } from '../clinic/queries'
import { useBook } from './book'
import { ChosenPlaceCard } from './ChosenPlaceCard'
import { DetailsForm } from './DetailsForm'
import { type ChosenPlace, isLost, useHold } from './hold'
import { LostPlace } from './LostPlace'

/** P3: who comes, and the one button that books. */
export function DetailsPage() {
  const { service, practitioner, location, start, day } = readPlace(useSearch())
  if (service === undefined || practitioner === undefined || start === undefined) {
    return <Redirect to={routes.home} replace />
  }
  return <DetailsOf place={{ service, practitioner, location, start, day }} />
}

function DetailsOf({ place }: { place: ChosenPlace }) {
  const { i18n } = useLingui()
  const [, go] = useLocation()
  const hold = useHold(place)
  useEffect(() => {
    // The screen after this one is fetched before it is asked for.
    Promise.all([import('../appointments/AppointmentPage'), addVisitSentences()]).catch(() => undefined)
  }, [])
  const clinic = useClinic()
  const booking = useBook(place)
  const loss = [booking.error, hold.error].find(isLost)
  const lost = loss !== undefined
  const chooseOther = (slot: Slot) => {
    booking.reset()
    const { practitioner, location, start } = slot
    go(detailsPath({ ...place, practitioner, location, start }), { replace: true })
  }
  const knowing = useMe().isLoading
  if (!clinic.data || knowing) return <Waiting clinic={clinic} />
  return (
    <div className="page">
      <BackLink />
      <DetailsForm place={place} booking={booking} lost={lost}>
        <ChosenPlaceCard place={place} held={hold.data} lost={lost} />
        {lost && <LostPlace key={place.start} place={place} error={loss} onChoose={chooseOther} />}
      </DetailsForm>
      <CallCard title={i18n._('details.help')} />
    </div>
  )
}

/** The form waits for the clinic, whose words of consent are part of the question, and for who is signed in. */
function Waiting({ clinic }: { clinic: ReturnType<typeof useClinic> }) {
  return (
    <div className="page">
      {clinic.error ? (
        <LoadError alone error={clinic.error} onRetry={() => clinic.refetch()} />
      ) : (
        <Skeleton blocks={1} shape="page" />
      )}
    </div>
  )
}
