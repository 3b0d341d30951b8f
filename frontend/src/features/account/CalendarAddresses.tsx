import { useLingui } from '@lingui/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createFeed, endFeed, type Feed, type NewFeed } from '../../api/client'
import { listFeedsOptions, listFeedsQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { announce } from '../../ui/announce'
import { Choice } from '../../ui/Choice'
import { TextField } from '../../ui/Field'
import { LoadError } from '../../ui/LoadError'
import { Skeleton } from '../../ui/Skeleton'
import { useClock } from '../clinic/useClock'
import { AccountAlert } from './AccountAlert'

/** Addresses under which a calendar program reads the visits, and the way to switch each off. */
export function CalendarAddresses() {
  const { i18n } = useLingui()
  const feeds = useQuery(listFeedsOptions())
  const [made, setMade] = useState<NewFeed | null>(null)
  return (
    <>
      <p>{i18n._('feeds.hint')}</p>
      <p className="notice">{i18n._('feeds.warning')}</p>
      {made && <MadeAddress key={made.id} feed={made} />}
      <NewAddress onMade={setMade} />
      {feeds.error && <LoadError error={feeds.error} onRetry={() => feeds.refetch()} />}
      {feeds.isPending && <Skeleton blocks={1} shape="card" />}
      <ul className="cards cards-single">
        {feeds.data?.items.map((feed) => (
          <AddressCard key={feed.id} feed={feed} onEnded={forget} />
        ))}
      </ul>
    </>
  )

  function forget(id: number) {
    setMade((shown) => (shown?.id === id ? null : shown))
  }
}

/** The address is told once; who loses it makes another. */
function MadeAddress({ feed }: { feed: NewFeed }) {
  const { i18n } = useLingui()
  const [outcome, setOutcome] = useState('')
  return (
    <>
      <TextField
        id="calendar-address"
        label={i18n._('feeds.address')}
        hint={i18n._('feeds.once')}
        value={feed.url}
        readOnly
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <div className="buttons">
        <button type="button" className="button" onClick={copy}>
          {i18n._('feeds.copy')}
        </button>
        <a className="button button-quiet" href={feed.url.replace(/^https?:/, 'webcal:')}>
          {i18n._('feeds.open')}
        </a>
      </div>
      {outcome && <p className="hint">{outcome}</p>}
    </>
  )

  /** Old browsers and plain HTTP have no clipboard. */
  async function copy() {
    const said = await navigator.clipboard?.writeText(feed.url).then(
      () => i18n._('feeds.copied'),
      () => null,
    )
    const text = said ?? i18n._('feeds.copy.failed')
    setOutcome(text)
    announce(text)
  }
}

function NewAddress({ onMade }: { onMade: (feed: NewFeed) => void }) {
  const { i18n } = useLingui()
  const queryClient = useQueryClient()
  const [busyOnly, setBusyOnly] = useState(true)
  const create = useMutation<NewFeed, Problem>({
    mutationFn: async () =>
      (await createFeed({ body: { kind: 'patient', busy_only: busyOnly }, throwOnError: true })).data,
    onSuccess: (feed) => {
      onMade(feed)
      announce(i18n._('feeds.made'))
      return queryClient.invalidateQueries({ queryKey: listFeedsQueryKey() })
    },
  })
  return (
    <>
      <AccountAlert title={i18n._('details.refused')} problem={create.error} attempt={create.submittedAt} />
      <Choice
        id="calendar-busy"
        type="checkbox"
        checked={busyOnly}
        onChange={({ currentTarget }) => setBusyOnly(currentTarget.checked)}
      >
        {i18n._('feeds.busy')}
      </Choice>
      <button type="button" className="button" disabled={create.isPending} onClick={() => create.mutate()}>
        {i18n._('feeds.create')}
      </button>
    </>
  )
}

function AddressCard({ feed, onEnded }: { feed: Feed; onEnded: (id: number) => void }) {
  const { i18n } = useLingui()
  const clock = useClock()
  const queryClient = useQueryClient()
  const end = useMutation<unknown, Problem>({
    mutationFn: () => endFeed({ path: { id: feed.id }, throwOnError: true }),
    onSuccess: () => {
      onEnded(feed.id)
      announce(i18n._('feeds.ended'))
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: listFeedsQueryKey() }),
  })
  const name = feed.busy_only ? i18n._('feeds.isBusy') : i18n._('feeds.isFull')
  const at = { day: clock.shortDated(feed.created_at), time: clock.time(feed.created_at) }
  return (
    <li className="card card-action">
      <span className="card-title">{name}</span>
      <span className="hint">{i18n._('feeds.since', at)}</span>
      <AccountAlert title={i18n._('details.refused')} problem={end.error} attempt={end.submittedAt} />
      <button
        type="button"
        className="button button-quiet"
        disabled={end.isPending}
        onClick={() => end.mutate()}
      >
        {i18n._('feeds.end')}
        <span className="visually-hidden"> {name}</span>
      </button>
    </li>
  )
}
