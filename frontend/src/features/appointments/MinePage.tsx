import { useLingui } from '@lingui/react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, Redirect, useLocation } from 'wouter'
import { type Appointment, logout } from '../../api/client'
import { listAppointmentsInfiniteOptions } from '../../api/client/@tanstack/react-query.gen'
import { closeSession } from '../../api/renew'
import { routes } from '../../routes'
import { LoadError } from '../../ui/LoadError'
import { PageTitle } from '../../ui/PageTitle'
import { Skeleton } from '../../ui/Skeleton'
import { useMe, useSession } from '../account/queries'
import { WaitingHere } from '../waiting/WaitingHere'
import { AppointmentList } from './AppointmentList'
import { isAhead } from './phase'

/** So many past visits at once; the rest when asked for. */
const LATEST = 5

/** Next visits and history, one's own and those of the people one cares for. */
export function MinePage() {
  const { i18n } = useLingui()
  const session = useSession()
  const me = useMe().data
  if (session?.role !== 'patient') return <Redirect to={`${routes.signIn}?a=${routes.mine}`} replace />
  return (
    <div className="page">
      <PageTitle title={i18n._('mine.title')} />
      {me?.name && <p className="lead">{i18n._('mine.hello', { name: me.name })}</p>}
      <Mine />
      <SignOutButton />
    </div>
  )
}

function useMine() {
  return useInfiniteQuery({
    ...listAppointmentsInfiniteOptions({ query: { limit: 50 } }),
    initialPageParam: {},
    getNextPageParam: (page) => (page.next ? { query: { after: page.next } } : undefined),
  })
}

function Mine() {
  const { i18n } = useLingui()
  const mine = useMine()
  const [whole, setWhole] = useState(false)
  if (mine.error) return <LoadError error={mine.error} onRetry={() => mine.refetch()} />
  if (!mine.data) return <Skeleton blocks={3} shape="card" />
  const all = mine.data.pages.flatMap((page) => page.items)
  const ahead = all.filter((appointment) => isAhead(appointment)).sort(soonestFirst)
  const before = all
    .filter((appointment) => !isAhead(appointment))
    .sort((one, other) => soonestFirst(other, one))
  return (
    <>
      <AppointmentList
        id="next"
        title={i18n._('mine.next')}
        appointments={ahead}
        empty={i18n._('mine.next.none')}
      />
      <WaitingHere />
      <Ways />
      <AppointmentList
        id="past"
        title={i18n._('mine.past')}
        appointments={whole ? before : before.slice(0, LATEST)}
        empty={i18n._('mine.past.none')}
      />
      {(mine.hasNextPage || (!whole && before.length > LATEST)) && (
        <button type="button" className="link-button" disabled={mine.isFetchingNextPage} onClick={showMore}>
          {i18n._('mine.more')}
        </button>
      )}
    </>
  )

  function showMore() {
    if (whole || before.length <= LATEST) mine.fetchNextPage()
    setWhole(true)
  }
}

function Ways() {
  const { i18n } = useLingui()
  return (
    <div className="actions">
      <Link className="button button-main" href={routes.home}>
        {i18n._('mine.book')}
      </Link>
      <Link className="button button-quiet" href={routes.people}>
        {i18n._('people.title')}
      </Link>
      <Link className="button button-quiet" href={routes.account}>
        {i18n._('mine.account')}
      </Link>
    </div>
  )
}

const soonestFirst = (one: Appointment, other: Appointment) => Date.parse(one.start) - Date.parse(other.start)

function SignOutButton() {
  const { i18n } = useLingui()
  const [, go] = useLocation()
  const queryClient = useQueryClient()
  const leave = async () => {
    await logout().catch(() => undefined)
    closeSession()
    queryClient.clear()
    go(routes.home)
  }
  return (
    <button type="button" className="button button-quiet" onClick={leave}>
      {i18n._('account.signOut')}
    </button>
  )
}
