import '../agenda/agenda.css'
import './queue.css'
import { useLingui } from '@lingui/react'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useSearchParams } from 'wouter'
import type { Clinic, Me } from '../../api/client'
import { formatLocale } from '../../i18n/i18n'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import { useMedia } from '../agenda/Agenda'
import { agendaWriters, noon, type Writers } from '../agenda/clinicDates'
import { useLiveAgenda } from '../agenda/live'
import { BoardLane } from './BoardLane'
import { BoardToolbar, useSearchKey } from './BoardToolbar'
import type { Column } from './board'
import { found } from './board'
import type { Lane, Queue } from './model'
import { Questions } from './Questions'
import { StageTabs } from './StageTabs'
import { useAsking } from './useAsking'
import { BoardContext } from './useBoard'
import { useQueue } from './useQueue'

interface QueueScreenProps {
  me: Me
  clinic: Clinic
}

/** The waiting room: who is here, who is next and why. */
export function QueueScreen({ me, clinic }: QueueScreenProps) {
  const { i18n } = useLingui()
  const title = i18n._('queue.title')
  useEffect(() => {
    document.title = `${title} · ${clinic.name}`
  }, [title, clinic.name])
  const queue = useQueue()
  const live = useLiveAgenda()
  return (
    <>
      {!queue.data && <h1 className="visually-hidden">{title}</h1>}
      {queue.isError && <LoadProblem error={queue.error} onRetry={() => queue.refetch()} />}
      {queue.isPending && <Skeleton blocks={6} />}
      {queue.data && <Board queue={queue.data} atDesk={me.role !== 'practitioner'} live={live} />}
    </>
  )
}

interface BoardProps {
  queue: Queue
  /** The front desk and the administrator; a practitioner sees the own room. */
  atDesk: boolean
  live: boolean
}

const NO_BREAK = '\u00a0'
const PHONE = '(max-width: 899px)'

function Board({ queue, atDesk, live }: BoardProps) {
  const writers = useBoardWriters(queue.timezone)
  const { chosen, choose } = useChosen()
  const [search, setSearch] = useState('')
  const searchBox = useRef<HTMLInputElement>(null)
  useSearchKey(searchBox)
  const narrow = useMedia(PHONE)
  const [column, setColumn] = useState<Column>('waiting')
  const asking = useAsking(queue.practitioners, writers)
  const mine = chosenOf(queue.practitioners, chosen)
  const lanes = found(mine, useDeferredValue(search))
  const only = narrow && search === '' ? column : null
  const walkIn = atDesk && queue.walk_ins ? () => asking.ask({ kind: 'walk_in' }) : null
  return (
    <BoardContext value={asking.board}>
      <BoardToolbar
        lanes={queue.practitioners}
        live={live}
        day={writers.longDay(noon(queue.date, queue.timezone))}
        onWalkIn={walkIn}
        onChoose={choose}
        onSearch={setSearch}
        {...{ chosen, search, searchBox }}
      />
      {narrow && search === '' && <StageTabs lanes={mine} chosen={column} onChoose={setColumn} />}
      <Nobody lanes={lanes} search={search} />
      {lanes.map((lane) => (
        <BoardLane
          key={lane.id}
          lane={lane}
          only={only}
          sortable={atDesk && search === ''}
          searching={search !== ''}
        />
      ))}
      <Questions asking={asking} queue={queue} practitioner={chosen[0] ?? null} atDesk={atDesk} />
    </BoardContext>
  )
}

function Nobody({ lanes, search }: { lanes: readonly Lane[]; search: string }) {
  const { i18n } = useLingui()
  if (lanes.length > 0) return null
  const text = search ? i18n._('queue.search.nobody', { search }) : i18n._('queue.nobody')
  return (
    <p className="empty" role="status">
      {text}
    </p>
  )
}

/** Hours that never break in two: cards are narrow. */
function useBoardWriters(timeZone: string): Writers {
  const { i18n } = useLingui()
  const locale = formatLocale(i18n.locale === 'en' ? 'en' : 'es')
  return useMemo(() => {
    const writers = agendaWriters(timeZone, locale)
    return { ...writers, time: (moment) => writers.time(moment).replace(/\s/g, NO_BREAK) }
  }, [timeZone, locale])
}

const KEY = 'medico'

/** Whose rooms are shown, in the URL; none chosen means all. */
function useChosen() {
  const [params, setParams] = useSearchParams()
  const chosen = (params.get(KEY) ?? '')
    .split(',')
    .filter((id) => /^\d{1,15}$/.test(id))
    .map(Number)
  const choose = (ids: number[]) =>
    setParams(
      (current) => {
        const next = new URLSearchParams(current)
        if (ids.length > 0) next.set(KEY, ids.join())
        else next.delete(KEY)
        return next
      },
      { replace: true },
    )
  return { chosen, choose }
}

function chosenOf(lanes: readonly Lane[], chosen: readonly number[]): readonly Lane[] {
  const some = lanes.filter(({ id }) => chosen.includes(id))
  return some.length > 0 ? some : lanes
}
