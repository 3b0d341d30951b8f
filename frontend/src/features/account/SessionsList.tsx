import { useLingui } from '@lingui/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { endSession, endSessions, type Session } from '../../api/client'
import { listSessionsOptions, listSessionsQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { closeSession } from '../../api/renew'
import { routes } from '../../routes'
import { announce } from '../../ui/announce'
import { LoadError } from '../../ui/LoadError'
import { Skeleton } from '../../ui/Skeleton'
import { useClock } from '../clinic/useClock'
import { AccountAlert } from './AccountAlert'
import { deviceName } from './device'
import { Matter } from './Matter'

/** Where the account is open, and the way to close it there. */
export function SessionsList() {
  const { i18n } = useLingui()
  const sessions = useQuery(listSessionsOptions())
  const everywhere = useEndEverywhere()
  return (
    <Matter title={i18n._('sessions.title')}>
      {sessions.error && <LoadError error={sessions.error} onRetry={() => sessions.refetch()} />}
      {sessions.isPending && <Skeleton blocks={2} shape="card" />}
      <ul className="cards cards-single">
        {sessions.data?.items.map((session) => (
          <SessionCard key={session.id} session={session} />
        ))}
      </ul>
      <AccountAlert
        title={i18n._('details.refused')}
        problem={everywhere.error}
        attempt={everywhere.submittedAt}
      />
      <button
        type="button"
        className="button button-danger"
        disabled={everywhere.isPending}
        onClick={() => everywhere.mutate()}
      >
        {i18n._('sessions.everywhere')}
      </button>
    </Matter>
  )
}

function SessionCard({ session }: { session: Session }) {
  const { i18n } = useLingui()
  const clock = useClock()
  const end = useEnd()
  const at = session.last_seen ?? session.opened_at
  return (
    <li className="card card-action">
      <span className="card-title">{deviceName(session.device) ?? i18n._('sessions.device')}</span>
      <span className="hint">
        {session.current
          ? i18n._('sessions.current')
          : i18n._('sessions.last', { day: clock.shortDated(at), time: clock.time(at) })}
      </span>
      {!session.current && (
        <button
          type="button"
          className="button button-quiet"
          disabled={end.isPending}
          onClick={() => end.mutate(session.id)}
        >
          {i18n._('sessions.end')}
        </button>
      )}
    </li>
  )
}

function useEnd() {
  const { i18n } = useLingui()
  const queryClient = useQueryClient()
  return useMutation<unknown, Problem, number>({
    mutationFn: (id) => endSession({ path: { id }, throwOnError: true }),
    onSuccess: () => announce(i18n._('sessions.ended')),
    onSettled: () => queryClient.invalidateQueries({ queryKey: listSessionsQueryKey() }),
  })
}

function useEndEverywhere() {
  const [, go] = useLocation()
  const queryClient = useQueryClient()
  return useMutation<unknown, Problem>({
    mutationFn: () => endSessions({ throwOnError: true }),
    onSuccess: () => {
      closeSession()
      queryClient.clear()
      go(routes.signIn)
    },
  })
}
