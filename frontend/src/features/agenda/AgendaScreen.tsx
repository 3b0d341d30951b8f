import './agenda.css'
import { useLingui } from '@lingui/react'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Clinic, Me } from '../../api/client'
import { listPractitionersOptions } from '../../api/client/@tanstack/react-query.gen'
import { currentAccess } from '../../staff/access'
import { rememberAgenda } from '../../staff/ahead'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import { AgendaDesk } from './AgendaDesk'
import { dayOf } from './clinicDates'
import { PractitionerChips } from './PractitionerChips'
import { useMinute } from './useMinute'
import { usePlace } from './usePlace'

interface AgendaScreenProps {
  me: Me
  clinic: Clinic
}

/** The own agenda for a doctor; the front desk and the administrator choose whose. */
export function AgendaScreen({ me, clinic }: AgendaScreenProps) {
  const { i18n } = useLingui()
  const title = `${i18n._('agenda.title')} · ${clinic.name}`
  useEffect(() => {
    document.title = title
  }, [title])
  if (me.role !== 'practitioner') return <AnyAgenda clinic={clinic} />
  if (me.practitioner === null)
    return (
      <>
        <h1 className="visually-hidden">{i18n._('agenda.title')}</h1>
        <p className="empty">{i18n._('agenda.no_practitioner')}</p>
      </>
    )
  return <OneAgenda clinic={clinic} who={{ id: me.practitioner, name: me.name ?? '' }} />
}

/** The next visit to the page asks for this agenda at once. */
function useRemembered(practitioner: number | undefined, timeZone: string) {
  useEffect(() => {
    const access = currentAccess()
    const name = access.kind === 'in' ? access.name : null
    if (practitioner && name) rememberAgenda({ practitioner, timeZone, name })
  }, [practitioner, timeZone])
}

function OneAgenda({ clinic, who }: { clinic: Clinic; who: { id: number; name: string } }) {
  const today = dayOf(useMinute(), clinic.timezone)
  const where = usePlace(today)
  useRemembered(who.id, clinic.timezone)
  return <AgendaDesk {...where} who={who} today={today} timeZone={clinic.timezone} />
}

function AnyAgenda({ clinic }: { clinic: Clinic }) {
  const { i18n } = useLingui()
  const today = dayOf(useMinute(), clinic.timezone)
  const where = usePlace(today)
  const list = useQuery({ ...listPractitionersOptions(), staleTime: 300_000 })
  const practitioners = list.data?.items
  const chosen = practitioners?.find(({ id }) => id === where.place.practitioner) ?? practitioners?.[0]
  useRemembered(chosen?.id, clinic.timezone)
  if (!practitioners || !chosen)
    return (
      <>
        <h1 className="visually-hidden">{i18n._('agenda.title')}</h1>
        {list.isError && <LoadProblem error={list.error} onRetry={() => list.refetch()} />}
        {list.isPending && <Skeleton blocks={6} />}
        {list.data && <p className="empty">{i18n._('agenda.no_practitioners')}</p>}
      </>
    )
  return (
    <>
      <PractitionerChips
        practitioners={practitioners}
        chosen={chosen.id}
        onChoose={(practitioner) => where.go({ practitioner })}
      />
      <AgendaDesk {...where} who={chosen} today={today} timeZone={clinic.timezone} />
    </>
  )
}
