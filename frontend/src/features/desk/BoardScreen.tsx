import '../agenda/agenda.css'
import './desk.css'
import { useLingui } from '@lingui/react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import type { Practitioner } from '../../api/client'
import { listPractitionersOptions } from '../../api/client/@tanstack/react-query.gen'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import type { ScreenProps } from '../../staff/screens'
import { useTitle } from '../../staff/useTitle'
import { useMedia } from '../agenda/Agenda'
import { dayOf, noon } from '../agenda/clinicDates'
import { DaySheet } from '../agenda/DaySheet'
import { summarise } from '../agenda/dayRows'
import type { FreeTime } from '../agenda/gridContext'
import { useLiveAgenda } from '../agenda/live'
import type { Appointment } from '../agenda/model'
import { useChanges } from '../agenda/useChanges'
import { useMinute } from '../agenda/useMinute'
import { useQuestions, VisitDialogs } from '../agenda/VisitDialogs'
import { BoardBody } from './BoardBody'
import { BoardRail } from './BoardRail'
import { BoardToolbar } from './BoardToolbar'
import { together } from './board'
import { type BoardPlace, shownColumns, useBoardPlace } from './boardPlace'
import type { Wanted } from './NewVisitDialog'
import { useAgendas } from './queries'
import { useShortcuts } from './shortcuts'
import { useWriters } from './useWriters'

/** The front desk's day: a column for each practitioner, and beside it who waits. */
export function BoardScreen({ clinic }: ScreenProps) {
  const { i18n } = useLingui()
  useTitle(i18n._('board.title'), clinic)
  const practitioners = useQuery({ ...listPractitionersOptions(), staleTime: 300_000 })
  if (practitioners.data && practitioners.data.items.length > 0)
    return <Board practitioners={practitioners.data.items} timeZone={clinic.timezone} />
  return (
    <>
      <h1 className="visually-hidden">{i18n._('board.title')}</h1>
      {practitioners.isError && (
        <LoadProblem error={practitioners.error} onRetry={() => practitioners.refetch()} />
      )}
      {practitioners.isPending && <Skeleton blocks={8} />}
      {practitioners.data && <p className="empty">{i18n._('agenda.no_practitioners')}</p>}
    </>
  )
}

const loadFind = () => import('./FindDialog').then(({ FindDialog }) => ({ default: FindDialog }))
const loadNew = () => import('./NewVisitDialog').then(({ NewVisitDialog }) => ({ default: NewVisitDialog }))
const FindDialog = lazy(loadFind)
const NewVisitDialog = lazy(loadNew)

/** The dialogs are there before the first key is pressed, but after the day is on screen. */
function useDialogsAhead(ready: boolean) {
  useEffect(() => {
    if (ready) void Promise.all([loadFind(), loadNew()]).catch(() => undefined)
  }, [ready])
}

interface BoardProps {
  practitioners: readonly Practitioner[]
  timeZone: string
}

// What the phone has no room for: columns.
const NARROW = '(max-width: 899px)'

type Open = { kind: 'find' } | { kind: 'new'; wanted: Wanted } | null

function Board({ practitioners, timeZone }: BoardProps) {
  const today = dayOf(useMinute(), timeZone)
  const { place, go } = useBoardPlace(today)
  const writers = useWriters(timeZone)
  const live = useLiveAgenda()
  const questions = useQuestions()
  const [open, setOpen] = useState<Open>(null)
  const day = useBoardDay(practitioners, place, timeZone)
  useChanges(day.visits, place.day, writers)
  const openVisit = useCallback(({ id }: Appointment) => go({ appointment: id }), [go])
  const bookAt = useCallback(
    ({ time, ...free }: FreeTime) =>
      setOpen({ kind: 'new', wanted: { ...free, ...(time !== null && { time }) } }),
    [],
  )
  const find = () => setOpen({ kind: 'find' })
  const book = (wanted: Wanted = {}) => setOpen({ kind: 'new', wanted: { day: place.day, ...wanted } })
  useShortcuts({ '/': find, n: () => book() })
  useDialogsAhead(day.board !== undefined)
  const narrow = useMedia(NARROW)
  return (
    <div className="board">
      <BoardToolbar
        title={writers.longDay(noon(place.day, timeZone))}
        summary={day.visits && summarise(day.visits)}
        {...{ place, today, live, go, practitioners, narrow }}
        shown={day.shown.map(({ id }) => id)}
        onFind={find}
        onNew={() => book()}
      />
      {day.query.isError && !day.board && (
        <LoadProblem error={day.query.error} onRetry={() => day.query.refetch()} />
      )}
      {!day.board && day.query.isPending && <Skeleton blocks={8} />}
      {day.board && day.visits && (
        <div className="board-body">
          <BoardBody
            {...{ place, today, writers, practitioners }}
            list={place.list || narrow}
            agenda={day.board}
            shown={day.shown}
            onOpen={openVisit}
            onDrop={questions.drop}
            onFree={bookAt}
          />
          <BoardRail visits={day.visits} {...{ today, timeZone, writers }} onOpen={openVisit} />
        </div>
      )}
      {day.board && (
        <DaySheet
          agenda={day.board}
          title={writers.longDay(noon(place.day, timeZone))}
          practitioner={null}
          {...{ today, writers }}
        />
      )}
      <VisitDialogs
        open={place.appointment}
        visits={day.visits}
        onClose={() => go({ appointment: null })}
        betweenPractitioners
        {...{ questions, today, timeZone, writers }}
      />
      <Suspense>
        {open?.kind === 'find' && (
          <FindDialog
            visits={day.visits ?? []}
            writers={writers}
            onOpen={(visit) => {
              setOpen(null)
              openVisit(visit)
            }}
            onNew={(patient) => book({ patient })}
            onClose={() => setOpen(null)}
          />
        )}
        {open?.kind === 'new' && (
          <NewVisitDialog
            wanted={open.wanted}
            {...{ practitioners, today, timeZone, writers }}
            onClose={() => setOpen(null)}
          />
        )}
      </Suspense>
    </div>
  )
}

/** All visits of the day, for the search and the rail, and the agenda of the columns on screen. */
function useBoardDay(practitioners: readonly Practitioner[], { day, who }: BoardPlace, timeZone: string) {
  const query = useAgendas(practitioners, day)
  const items = query.data?.items
  const shown = useMemo(() => {
    const attending = items?.filter(({ open, appointments }) => open.length + appointments.length > 0) ?? []
    return shownColumns(practitioners, who, new Set(attending.map(({ practitioner }) => practitioner)))
  }, [items, practitioners, who])
  const board = useMemo(() => {
    const nameOf = (id: number) => practitioners.find((other) => other.id === id)?.name ?? ''
    return items && together(items, new Set(shown.map(({ id }) => id)), timeZone, nameOf)
  }, [items, shown, practitioners, timeZone])
  const visits = useMemo(() => items?.flatMap(({ appointments }) => appointments), [items])
  return { query, shown, board, visits }
}
