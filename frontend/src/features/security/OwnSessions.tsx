import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { endSession, endSessions, type Session } from '../../api/client'
import { listSessionsOptions, listSessionsQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { leave } from '../../staff/access'
import { LoadProblem } from '../../staff/LoadProblem'
import { notify } from '../../staff/notices'
import { Skeleton } from '../../staff/Skeleton'
import { deviceName } from '../account/device'
import { momentIn } from './momentIn'
import { Refusal } from './Refusal'

/** Where one is signed in. Ending them all ends those of Tryton's own clients as well. */
export function OwnSessions({ timezone }: { timezone: string }) {
  const { i18n } = useLingui()
  const sessions = useQuery(listSessionsOptions())
  const everywhere = useMutation<unknown, Problem>({
    mutationFn: () => endSessions({ throwOnError: true }),
    onSuccess: leave,
  })
  return (
    <section className="security-part" aria-labelledby="security-sessions">
      <h2 id="security-sessions">{i18n._('security.sessions')}</h2>
      {sessions.isError && <LoadProblem error={sessions.error} onRetry={() => sessions.refetch()} />}
      {sessions.isPending && <Skeleton blocks={2} />}
      <ul className="security-list">
        {sessions.data?.items.map((session) => (
          <SessionItem key={session.id} session={session} timezone={timezone} />
        ))}
      </ul>
      <Refusal problem={everywhere.error} />
      <div className="form-actions">
        <Button variant="default" loading={everywhere.isPending} onClick={() => everywhere.mutate()}>
          {i18n._('security.sessions.everywhere')}
        </Button>
      </div>
    </section>
  )
}

function SessionItem({ session, timezone }: { session: Session; timezone: string }) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const device = deviceName(session.device) ?? i18n._('security.sessions.device')
  const end = useMutation<unknown, Problem>({
    mutationFn: () => endSession({ path: { id: session.id }, throwOnError: true }),
    onSuccess: () => notify(i18n._('security.sessions.ended', { device })),
    onSettled: () => queries.invalidateQueries({ queryKey: listSessionsQueryKey() }),
  })
  return (
    <li>
      <strong>{device}</strong>
      <span className="security-facts">
        {session.current
          ? i18n._('security.sessions.current')
          : momentIn(session.last_seen ?? session.opened_at, timezone)}
        {session.network && ` · ${session.network}`}
      </span>
      {!session.current && (
        <Button variant="default" size="sm" loading={end.isPending} onClick={() => end.mutate()}>
          {i18n._('security.sessions.end')}
          <span className="visually-hidden"> {device}</span>
        </Button>
      )}
    </li>
  )
}
