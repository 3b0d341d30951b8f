import '../agenda/agenda.css'
import './desk.css'
import './rows.css'
import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useSearchParams } from 'wouter'
import type { Waiting } from '../../api/client'
import { listPractitionersOptions } from '../../api/client/@tanstack/react-query.gen'
import { LoadProblem } from '../../staff/LoadProblem'
import { notify } from '../../staff/notices'
import { Skeleton } from '../../staff/Skeleton'
import type { ScreenProps } from '../../staff/screens'
import { useTitle } from '../../staff/useTitle'
import { type Day, dayOf, type Writers } from '../agenda/clinicDates'
import { useLiveAgenda } from '../agenda/live'
import { useMinute } from '../agenda/useMinute'
import { problemText } from '../agenda/VerbProblem'
import { EnterDialog } from './EnterDialog'
import { OfferDialog } from './OfferDialog'
import { useWriters } from './useWriters'
import { WaitingRow } from './WaitingRow'
import { type Freed, useWaitingList, useWaitingVerb } from './waitingList'

type Open = { kind: 'enter' } | { kind: 'offer'; waiting: Waiting } | null

/** Who waits for a time to come free, and whom a freed time suits. */
export function WaitingScreen({ clinic }: ScreenProps) {
  const { i18n } = useLingui()
  useTitle(i18n._('waiting.title'), clinic)
  useLiveAgenda()
  const today = dayOf(useMinute(), clinic.timezone)
  const writers = useWriters(clinic.timezone)
  const [freed, forget] = useFreed()
  const list = useWaitingList(freed)
  const [open, setOpen] = useState<Open>(null)
  const count = list.data?.items.length
  return (
    <>
      <div className="desk-head">
        <div>
          <h1>{i18n._('waiting.title')}</h1>
          <p className="desk-lead" role="status">
            {count !== undefined && i18n._('waiting.count', { count })}
          </p>
        </div>
        <Button onClick={() => setOpen({ kind: 'enter' })}>{i18n._('waiting.enter')}</Button>
      </div>
      {freed && <FreedNote freed={freed} writers={writers} onForget={forget} />}
      {list.isError && <LoadProblem error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <Skeleton blocks={5} />}
      {count === 0 && <p className="empty">{freed ? i18n._('waiting.none_fits') : i18n._('waiting.none')}</p>}
      {list.data && (
        <Rows
          items={list.data.items}
          {...{ freed, today, writers }}
          onOffer={(waiting) => setOpen({ kind: 'offer', waiting })}
        />
      )}
      {open?.kind === 'enter' && <EnterDialog today={today} onClose={() => setOpen(null)} />}
      {open?.kind === 'offer' && (
        <OfferDialog waiting={open.waiting} {...{ today, writers }} onClose={() => setOpen(null)} />
      )}
    </>
  )
}

interface RowsProps {
  items: readonly Waiting[]
  freed: Freed | null
  today: Day
  writers: Writers
  onOffer: (waiting: Waiting) => void
}

function Rows({ items, freed, today, writers, onOffer }: RowsProps) {
  const { i18n } = useLingui()
  const verb = useWaitingVerb((waiting, request) => {
    const name = waiting.patient_name ?? ''
    if (request.verb === 'offer') notify(i18n._('waiting.offered', { name }))
    if (request.verb === 'close') notify(i18n._('waiting.closed', { name }))
  })
  const refused = { onError: (problem: Parameters<typeof problemText>[0]) => notify(problemText(problem)) }
  return (
    <ul className="rows" aria-label={i18n._('waiting.title')}>
      {items.map((waiting) => (
        <WaitingRow
          key={waiting.id}
          {...{ waiting, today, writers, freed }}
          busy={verb.isPending}
          onOffer={() =>
            freed
              ? verb.mutate({ verb: 'offer', waiting, ...freed, location: null }, refused)
              : onOffer(waiting)
          }
          onClose={(reason) => verb.mutate({ verb: 'close', waiting, reason }, refused)}
        />
      ))}
    </ul>
  )
}

/** The freed time that the address names: `?hora=…&medico=…`. */
function useFreed(): [Freed | null, () => void] {
  const [params, setParams] = useSearchParams()
  const start = params.get('hora') ?? ''
  const practitioner = Number(params.get('medico'))
  const known = !Number.isNaN(Date.parse(start)) && Number.isSafeInteger(practitioner) && practitioner > 0
  const freed = useMemo(() => (known ? { start, practitioner } : null), [known, start, practitioner])
  return [freed, () => setParams({}, { replace: true })]
}

interface FreedNoteProps {
  freed: Freed
  writers: Writers
  onForget: () => void
}

function FreedNote({ freed, writers, onForget }: FreedNoteProps) {
  const { i18n } = useLingui()
  const { data } = useQuery({ ...listPractitionersOptions(), staleTime: 300_000 })
  const practitioner = data?.items.find(({ id }) => id === freed.practitioner)?.name ?? ''
  return (
    <div className="freed">
      <p>{i18n._('waiting.freed', { when: writers.moment(new Date(freed.start)), practitioner })}</p>
      <Button variant="subtle" size="compact-md" onClick={onForget}>
        {i18n._('waiting.everybody')}
      </Button>
    </div>
  )
}
