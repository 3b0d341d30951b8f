import { useLingui } from '@lingui/react'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createFeed, endFeed, type Feed, type NewFeed } from '../../api/client'
import { listFeedsOptions, listFeedsQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { LoadProblem } from '../../staff/LoadProblem'
import { notify } from '../../staff/notices'
import { Skeleton } from '../../staff/Skeleton'
import { momentIn } from './momentIn'
import { Refusal } from './Refusal'

/** Addresses under which the practitioner's own calendar program reads the agenda. */
export function CalendarAddresses({ timezone }: { timezone: string }) {
  const { i18n } = useLingui()
  const feeds = useQuery(listFeedsOptions())
  const [made, setMade] = useState<NewFeed | null>(null)
  return (
    <section className="security-part" aria-labelledby="security-feeds">
      <h2 id="security-feeds">{i18n._('security.feeds')}</h2>
      <p>{i18n._('security.feeds.lead')}</p>
      {made && <MadeFeed key={made.id} feed={made} />}
      <NewFeedForm onMade={setMade} />
      {feeds.isError && <LoadProblem error={feeds.error} onRetry={() => feeds.refetch()} />}
      {feeds.isPending && <Skeleton blocks={1} />}
      <ul className="security-list">
        {feeds.data?.items.map((feed) => (
          <FeedItem key={feed.id} feed={feed} timezone={timezone} />
        ))}
      </ul>
    </section>
  )
}

/** The address is told once; who loses it makes another. */
function MadeFeed({ feed }: { feed: NewFeed }) {
  const { i18n } = useLingui()
  const copy = () =>
    navigator.clipboard.writeText(feed.url).then(
      () => notify(i18n._('security.feeds.copied')),
      () => notify(i18n._('security.feeds.copy.failed')),
    )
  return (
    <div className="form">
      <TextInput
        label={i18n._('security.feeds.address')}
        description={i18n._('security.feeds.once')}
        value={feed.url}
        readOnly
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <div className="form-actions">
        <Button onClick={copy}>{i18n._('security.feeds.copy')}</Button>
      </div>
    </div>
  )
}

function NewFeedForm({ onMade }: { onMade: (feed: NewFeed) => void }) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(true)
  const create = useMutation<NewFeed, Problem>({
    mutationFn: async () =>
      (await createFeed({ body: { kind: 'practitioner', busy_only: busy }, throwOnError: true })).data,
    onSuccess: (feed) => {
      onMade(feed)
      void queries.invalidateQueries({ queryKey: listFeedsQueryKey() })
    },
  })
  return (
    <div className="form">
      <Refusal problem={create.error} />
      <Checkbox
        label={i18n._('security.feeds.busy')}
        checked={busy}
        onChange={({ currentTarget }) => setBusy(currentTarget.checked)}
      />
      <div className="form-actions">
        <Button variant="default" loading={create.isPending} onClick={() => create.mutate()}>
          {i18n._('security.feeds.new')}
        </Button>
      </div>
    </div>
  )
}

function FeedItem({ feed, timezone }: { feed: Feed; timezone: string }) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const end = useMutation<unknown, Problem>({
    mutationFn: () => endFeed({ path: { id: feed.id }, throwOnError: true }),
    onSuccess: () => notify(i18n._('security.feeds.ended')),
    onSettled: () => queries.invalidateQueries({ queryKey: listFeedsQueryKey() }),
  })
  const name = feed.busy_only ? i18n._('security.feeds.is_busy') : i18n._('security.feeds.is_full')
  return (
    <li>
      <strong>{name}</strong>
      <span className="security-facts">
        {i18n._('security.feeds.since', { moment: momentIn(feed.created_at, timezone) })}
      </span>
      <Button variant="default" size="sm" loading={end.isPending} onClick={() => end.mutate()}>
        {i18n._('security.feeds.end')}
        <span className="visually-hidden"> {name}</span>
      </Button>
    </li>
  )
}
