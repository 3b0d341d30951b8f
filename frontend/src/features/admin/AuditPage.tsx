import { i18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearchParams } from 'wouter'
import type { AuditAction, AuditEntry, AuditModel } from '../../api/client'
import { listAuditInfiniteOptions } from '../../api/client/@tanstack/react-query.gen'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import type { ScreenProps } from '../../staff/screens'
import { useStaff } from './queries'
import { momentWords } from './words'

const ACTIONS: readonly AuditAction[] = ['read', 'create', 'write', 'delete']
const MODELS: readonly AuditModel[] = [
  'medical.appointment',
  'medical.patient',
  'party.party',
  'res.user',
  'medical.service',
  'medical.practitioner',
  'medical.schedule',
  'medical.configuration',
]

function actionWord(action: string): string {
  const [verb = ''] = action.split(' ')
  if (verb === 'read') return i18n._('admin.did.read')
  if (verb === 'create' || verb === 'register') return i18n._('admin.did.create')
  if (verb === 'write') return i18n._('admin.did.write')
  if (verb === 'delete') return i18n._('admin.did.delete')
  return visitWord(action) ?? action
}

/** What happens to a visit, and other acts with a name of their own. */
function visitWord(action: string): string | undefined {
  const words: Record<string, string> = {
    book: i18n._('admin.did.book'),
    hold: i18n._('admin.did.hold'),
    confirm: i18n._('admin.did.confirm'),
    cancel: i18n._('admin.did.cancel'),
    reschedule: i18n._('admin.did.reschedule'),
    arrive: i18n._('admin.did.arrive'),
    call: i18n._('admin.did.call'),
    start: i18n._('admin.did.start'),
    finish: i18n._('admin.did.finish'),
    no_show: i18n._('admin.did.no_show'),
    approve: i18n._('admin.did.approve'),
    retry: i18n._('admin.did.retry'),
    erase: i18n._('admin.did.erase'),
    'end sessions': i18n._('admin.did.end_sessions'),
  }
  return words[action]
}

function modelWord(model: AuditModel): string {
  const words: Partial<Record<AuditModel, string>> = {
    'medical.appointment': i18n._('admin.on.appointment'),
    'medical.patient': i18n._('admin.on.patient'),
    'party.party': i18n._('admin.on.party'),
    'res.user': i18n._('admin.on.user'),
    'medical.service': i18n._('admin.on.service'),
    'medical.practitioner': i18n._('admin.on.practitioner'),
    'medical.schedule': i18n._('admin.on.schedule'),
    'medical.configuration': i18n._('admin.on.configuration'),
  }
  return words[model] ?? model
}

function actorWord({ actor_kind: kind, actor_name: name }: AuditEntry): string {
  if (name) return name
  if (kind === 'patient') return i18n._('admin.by.patient')
  if (kind === 'guest' || kind === 'public') return i18n._('admin.by.guest')
  if (kind === 'sender') return i18n._('admin.by.sender')
  if (kind === 'staff') return i18n._('admin.by.staff')
  return i18n._('admin.by.system')
}

/** Who did and who read what, the newest first. It only grows. */
export function AuditPage({ clinic }: ScreenProps) {
  const { i18n } = useLingui()
  const [filters, setFilter] = useFilters()
  const list = useInfiniteQuery({
    ...listAuditInfiniteOptions({ query: filters }),
    initialPageParam: {},
    getNextPageParam: ({ next }) => next,
    refetchOnWindowFocus: false,
  })
  const entries = list.data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <p className="admin-lead">{i18n._('admin.audit.lead')}</p>
      <Filters filters={filters} onFilter={setFilter} />
      <p role="status" className="form-hint">
        {entries && i18n._('admin.audit.count', { count: entries.length, more: String(list.hasNextPage) })}
      </p>
      {list.isError && <LoadProblem error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <Skeleton blocks={6} />}
      {entries?.length === 0 && <p className="admin-empty">{i18n._('admin.audit.none')}</p>}
      {entries && entries.length > 0 && (
        <ol className="audit">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} timeZone={clinic.timezone} />
          ))}
        </ol>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {i18n._('admin.audit.more')}
        </Button>
      )}
    </>
  )
}

interface Filtered {
  user?: number
  action?: AuditAction
  model?: AuditModel
  from?: string
  to?: string
}

/** The filters in the address, so that a page can be sent to a colleague. */
function useFilters() {
  const [params, setParams] = useSearchParams()
  const filters: Filtered = {}
  const user = Number(params.get('quien'))
  const action = ACTIONS.find((name) => name === params.get('que'))
  const model = MODELS.find((name) => name === params.get('sobre'))
  const [from, to] = [params.get('desde'), params.get('hasta')]
  if (user > 0) filters.user = user
  if (action) filters.action = action
  if (model) filters.model = model
  if (from) filters.from = from
  if (to) filters.to = to
  const put = (name: string, value: string) =>
    setParams(
      (known) => {
        const next = new URLSearchParams(known)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
  return [filters, put] as const
}

function Filters({
  filters,
  onFilter,
}: {
  filters: Filtered
  onFilter: (name: string, value: string) => void
}) {
  const { i18n } = useLingui()
  const staff = useStaff()
  const any = { value: '', label: i18n._('admin.any') }
  return (
    <fieldset className="filters">
      <legend className="visually-hidden">{i18n._('admin.filter')}</legend>
      <NativeSelect
        label={i18n._('admin.filter.who')}
        value={filters.user ?? ''}
        data={[any, ...(staff.data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))]}
        onChange={({ currentTarget }) => onFilter('quien', currentTarget.value)}
      />
      <NativeSelect
        label={i18n._('admin.filter.what')}
        value={filters.action ?? ''}
        data={[any, ...ACTIONS.map((value) => ({ value, label: actionWord(value) }))]}
        onChange={({ currentTarget }) => onFilter('que', currentTarget.value)}
      />
      <NativeSelect
        label={i18n._('admin.filter.on')}
        value={filters.model ?? ''}
        data={[any, ...MODELS.map((value) => ({ value, label: modelWord(value) }))]}
        onChange={({ currentTarget }) => onFilter('sobre', currentTarget.value)}
      />
      <TextInput
        type="date"
        label={i18n._('admin.filter.from')}
        value={filters.from ?? ''}
        onChange={({ currentTarget }) => onFilter('desde', currentTarget.value)}
      />
      <TextInput
        type="date"
        label={i18n._('admin.filter.to')}
        value={filters.to ?? ''}
        onChange={({ currentTarget }) => onFilter('hasta', currentTarget.value)}
      />
    </fieldset>
  )
}

function Entry({ entry, timeZone }: { entry: AuditEntry; timeZone: string }) {
  const { i18n } = useLingui()
  const on = entry.record_name ?? (entry.record === null ? '' : `#${entry.record}`)
  return (
    <li className="audit-entry">
      <time className="audit-at" dateTime={entry.at}>
        {momentWords(entry.at, timeZone)}
      </time>
      <p className="audit-what">
        <strong>{actorWord(entry)}</strong>{' '}
        {entry.read && entry.record === null ? i18n._('admin.did.read_list') : actionWord(entry.action)}
        {entry.model_name && ` · ${entry.model_name} ${on}`}
        {entry.patients.length > 0 &&
          ` · ${i18n._('admin.audit.patients', { count: entry.patients.length })}`}
      </p>
      {entry.network && <span className="audit-network">{entry.network}</span>}
      {entry.changes.length > 0 && (
        <ul className="audit-changes">
          {entry.changes.map(({ field, label, before, after }) => (
            <li key={field}>
              {label}: <s>{before ?? '–'}</s> → {after ?? '–'}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}
