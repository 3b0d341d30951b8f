import './messages.css'
import { i18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import { Button, SegmentedControl } from '@mantine/core'
import { useEffect } from 'react'
import { useSearchParams } from 'wouter'
import type { Clinic, Me } from '../../api/client'
import { LoadProblem } from '../../staff/LoadProblem'
import { notify } from '../../staff/notices'
import { Skeleton } from '../../staff/Skeleton'
import { MessageTable } from './MessageTable'
import { type Filter, type MessageRequest, useMessages, useMessageVerb } from './queries'
import { TemplatesButton } from './TemplatesButton'
import { nameOf } from './words'

interface MessagesScreenProps {
  me: Me
  clinic: Clinic
}

/** The messages that did not arrive, those that wait, and all of them. */
export function MessagesScreen({ me, clinic }: MessagesScreenProps) {
  const { i18n } = useLingui()
  const [filter, setFilter] = useFilter()
  const title = i18n._('messages.title')
  useEffect(() => {
    document.title = `${title} · ${clinic.name}`
  }, [title, clinic.name])
  return (
    <>
      <div className="messages-head">
        <h1>{title}</h1>
        <Filters filter={filter} onChange={setFilter} />
        {me.role === 'administrator' && <TemplatesButton />}
      </div>
      <Messages filter={filter} />
    </>
  )
}

const IN_URL: Record<Filter, string> = { failed: 'fallidos', waiting: 'espera', all: 'todos' }
const FILTERS = Object.keys(IN_URL) as Filter[]

/** The filter in the URL; what needs work comes first. */
function useFilter() {
  const [params, setParams] = useSearchParams()
  const filter = FILTERS.find((name) => IN_URL[name] === params.get('ver')) ?? 'failed'
  const choose = (next: Filter) => setParams({ ver: IN_URL[next] }, { replace: true })
  return [filter, choose] as const
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { i18n } = useLingui()
  const words: Record<Filter, string> = {
    failed: i18n._('messages.filter.failed'),
    waiting: i18n._('messages.filter.waiting'),
    all: i18n._('messages.filter.all'),
  }
  return (
    <SegmentedControl
      className="messages-filter"
      aria-label={i18n._('messages.filter')}
      value={filter}
      onChange={(chosen) => onChange(chosen as Filter)}
      data={FILTERS.map((value) => ({ value, label: words[value] }))}
    />
  )
}

function Messages({ filter }: { filter: Filter }) {
  const { i18n } = useLingui()
  const list = useMessages(filter)
  const verb = useMessageVerb({
    onDone: (request) => notify(sentence(request)),
    onRefused: (problem) => notify(problem.detail || i18n._('staff.error')),
  })
  const messages = list.data?.pages.flatMap(({ items }) => items)
  const count = messages?.length ?? 0
  return (
    <>
      <p className="messages-count" role="status">
        {messages && !list.isError && i18n._('messages.count', { count, more: String(list.hasNextPage) })}
      </p>
      {list.isError && <LoadProblem error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <Skeleton blocks={6} />}
      {messages && count === 0 && <Empty filter={filter} />}
      {messages && count > 0 && (
        <MessageTable messages={messages} busy={verb.isPending} onVerb={verb.mutate} />
      )}
      {list.hasNextPage && (
        <div className="messages-more">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {i18n._('messages.more')}
          </Button>
        </div>
      )}
    </>
  )
}

function Empty({ filter }: { filter: Filter }) {
  const { i18n } = useLingui()
  const words: Record<Filter, string> = {
    failed: i18n._('messages.empty.failed'),
    waiting: i18n._('messages.empty.waiting'),
    all: i18n._('messages.empty.all'),
  }
  return <p className="messages-empty">{words[filter]}</p>
}

function sentence({ verb, message }: MessageRequest): string {
  const about = { name: nameOf(message) }
  return verb === 'retry' ? i18n._('messages.retried', about) : i18n._('messages.cancelled', about)
}
