import { useLingui } from '@lingui/react'
import { Alert, Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { previewSchedule, publishSchedule, type ScheduleChange, type SchedulePreview } from '../../api/client'
import type { Problem } from '../../api/problem'
import { notify } from '../../staff/notices'
import { phoneWords } from '../patients/words'
import { RefusalText } from './form'
import { readAgain } from './queries'
import { clockWords, momentWords, shortDayWords } from './words'

interface PublishProps {
  change: ScheduleChange
  onDone: () => void
  onCancel: () => void
  /** Somebody else was faster. */
  onStale: () => void
  /** The hours to write; gets what is wrong with them. */
  children: (mistakes: Readonly<Record<string, string>>) => ReactNode
}

/** Write, look at what it does to people, and only then publish. */
export function Publish({ change, onDone, onCancel, onStale, children }: PublishProps) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const stale = (problem: Problem) => problem.code === 'stale-record' && onStale()
  const look = useMutation<SchedulePreview, Problem, ScheduleChange>({
    mutationFn: async (wanted) =>
      (await previewSchedule({ body: { change: wanted }, throwOnError: true })).data,
    onError: stale,
  })
  const publish = useMutation<unknown, Problem, ScheduleChange>({
    mutationFn: async (wanted) => (await publishSchedule({ body: wanted, throwOnError: true })).data,
    onSuccess: () => {
      notify(i18n._('admin.published'))
      void readAgain(queries)
      onDone()
    },
    onError: stale,
  })
  // What was looked at is no longer what would be published.
  const looked = look.data && sameChange(look.variables, change) ? look.data : null
  const problem = publish.error ?? look.error
  const submit = (event: FormEvent) => {
    event.preventDefault()
    publish.reset()
    look.mutate(change)
  }
  const mistakes = Object.fromEntries(
    (problem?.errors ?? []).map(({ field, message }) => [unprefixed(field), message]),
  )
  return (
    <form className="publish" onSubmit={submit}>
      {children(mistakes)}
      {problem && (
        <Alert role="alert" color="red" variant="light" className="problem">
          <RefusalText problem={problem} known={Object.keys(mistakes).length > 0} />
        </Alert>
      )}
      {looked && <Looked preview={looked} />}
      <div className="form-actions">
        <Button variant="default" onClick={onCancel}>
          {i18n._('admin.cancel')}
        </Button>
        <Button type="submit" variant={looked ? 'default' : 'filled'} loading={look.isPending}>
          {i18n._('admin.publish.look')}
        </Button>
        {looked && (
          <Button loading={publish.isPending} onClick={() => publish.mutate(change)}>
            {i18n._('admin.publish')}
          </Button>
        )}
      </div>
    </form>
  )
}

const unprefixed = (field: string) => field.replace(/^change\./, '')

function sameChange(a: ScheduleChange | undefined, b: ScheduleChange): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** What the change would do; takes the focus, since nothing was published yet. */
function Looked({ preview }: { preview: SchedulePreview }) {
  const { i18n } = useLingui()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const { affected, offered } = preview
  return (
    <section className="looked">
      <h3 ref={heading} tabIndex={-1} className={affected.length > 0 ? 'looked-warn' : undefined}>
        {i18n._('admin.affected', { count: affected.length })}
      </h3>
      {affected.length > 0 && (
        <>
          <p className="form-hint">{i18n._('admin.affected.hint')}</p>
          <ul className="affected">
            {affected.map((visit) => (
              <li key={visit.id}>
                <strong>{momentWords(visit.start, visit.timezone)}</strong> {visit.patient_name}
                {visit.phone && ` · ${phoneWords(visit.phone)}`} · {visit.service_name}
              </li>
            ))}
          </ul>
        </>
      )}
      <Offered offered={offered} />
    </section>
  )
}

const hourOf = (moment: string) => clockWords(moment.slice(11, 16))

/** The times on offer by day, now and with the change. */
function Offered({ offered }: Pick<SchedulePreview, 'offered'>) {
  const { i18n } = useLingui()
  const words = (starts: readonly string[]) => {
    const [first] = starts
    const last = starts.at(-1)
    if (!first || !last) return i18n._('admin.offered.none')
    return i18n._('admin.offered.span', { count: starts.length, first: hourOf(first), last: hourOf(last) })
  }
  return (
    <>
      <h3>{i18n._('admin.offered')}</h3>
      {offered.length === 0 && <p className="form-hint">{i18n._('admin.offered.nothing')}</p>}
      {offered.length > 0 && (
        <table className="offered">
          <thead>
            <tr>
              <th scope="col">{i18n._('admin.day')}</th>
              <th scope="col">{i18n._('admin.offered.before')}</th>
              <th scope="col">{i18n._('admin.offered.after')}</th>
            </tr>
          </thead>
          <tbody>
            {offered.map(({ date, before, after }) => (
              <tr key={date} className={before.join() === after.join() ? undefined : 'is-changed'}>
                <th scope="row">{shortDayWords(date)}</th>
                <td>{words(before)}</td>
                <td>{words(after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
