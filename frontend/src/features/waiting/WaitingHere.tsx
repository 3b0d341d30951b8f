import { useLingui } from '@lingui/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { closeWaiting, type Waiting } from '../../api/client'
import { listWaitingOptions, listWaitingQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { announce } from '../../ui/announce'
import { AccountAlert } from '../account/AccountAlert'
import { useClock } from '../clinic/useClock'

/** What the account waits for, in "Mis citas"; nothing when it waits for nothing. */
export function WaitingHere() {
  const { i18n } = useLingui()
  const waiting = useQuery(listWaitingOptions({ query: { state: ['waiting', 'offered'] } }))
  const items = waiting.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">{i18n._('wait.mine')}</h2>
      <ul className="cards cards-single">
        {items.map((item) => (
          <WaitingCard key={item.id} waiting={item} />
        ))}
      </ul>
    </section>
  )
}

function WaitingCard({ waiting }: { waiting: Waiting }) {
  const { i18n } = useLingui()
  const clock = useClock(waiting.timezone)
  const leave = useLeave()
  const until = clock.shortDated(`${waiting.to}T12:00:00Z`)
  return (
    <li className="card card-action">
      <span className="card-title">{waiting.service_name}</span>
      <span className="hint">
        {[waiting.practitioner_name, waiting.patient_name, i18n._('wait.until', { day: until })]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {waiting.state === 'offered' && waiting.offered_start && (
        <span className="tag tag-coming">
          {i18n._('wait.offered', {
            day: clock.shortDated(waiting.offered_start),
            time: clock.time(waiting.offered_start),
          })}
        </span>
      )}
      <AccountAlert title={i18n._('details.refused')} problem={leave.error} attempt={leave.submittedAt} />
      <button
        type="button"
        className="button button-quiet"
        disabled={leave.isPending}
        onClick={() => leave.mutate(waiting.id)}
      >
        {i18n._('wait.leave')}
      </button>
    </li>
  )
}

function useLeave() {
  const { i18n } = useLingui()
  const queryClient = useQueryClient()
  return useMutation<unknown, Problem, number>({
    mutationFn: (id) => closeWaiting({ path: { id }, body: { reason: 'withdrawn' }, throwOnError: true }),
    onSuccess: () => {
      announce(i18n._('wait.left'))
      queryClient.invalidateQueries({ queryKey: [{ _id: listWaitingQueryKey()[0]._id }] })
    },
  })
}
