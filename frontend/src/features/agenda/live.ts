import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { staffFetch } from '../../staff/access'
import { followEvents, type ServerSentEvent } from './serverSentEvents'

const REST_MS = 300

/** Keeps every agenda and waiting room on screen fresh. Answers whether the line to the server is open. */
export function useLiveAgenda(): boolean {
  const queries = useQueryClient()
  const [live, setLive] = useState(false)
  useEffect(() => {
    const stop = new AbortController()
    const refetch = spaced(() => queries.invalidateQueries({ predicate: isAgenda }), REST_MS)
    const rehours = spaced(() => queries.invalidateQueries({ predicate: ofHours }), REST_MS)
    const onState = (open: boolean) => {
      setLive(open)
      // What happened while the line was down may be older than the server's memory.
      if (open) rehours()
    }
    const onEvent = ({ event }: ServerSentEvent) => {
      if (event === 'appointment' || event === 'queue') refetch()
      if (event === 'schedule') rehours()
    }
    void followEvents({ open: openStream, onEvent, onState, signal: stop.signal })
    return () => stop.abort()
  }, [queries])
  return live
}

function openStream(lastEventId: string | null, signal: AbortSignal): Promise<Response> {
  const headers = new Headers({ Accept: 'text/event-stream' })
  if (lastEventId) headers.set('Last-Event-ID', lastEventId)
  return staffFetch(new Request(new URL('/api/events', location.origin), { headers, signal }))
}

const LIVE_QUERIES: ReadonlySet<unknown> = new Set([
  'getAgenda',
  'listAgendas',
  'getAppointment',
  'getAppointmentHistory',
  'listAppointments',
  'getQueue',
])

/** What else somebody's hours decide: absences, weekly hours, free times. */
const HOURS_QUERIES: ReadonlySet<unknown> = new Set([
  ...LIVE_QUERIES,
  'listExceptions',
  'listAffected',
  'listAvailability',
  'listSchedules',
  'getScheduleDay',
  'listHolidays',
])

const isAgenda = asks(LIVE_QUERIES)
const ofHours = asks(HOURS_QUERIES)

type Asked = { queryKey: readonly unknown[] }

function asks(names: ReadonlySet<unknown>): (query: Asked) => boolean {
  return ({ queryKey: [first] }) =>
    typeof first === 'object' && first !== null && '_id' in first && names.has(first._id)
}

/** At once, then at most once per rest: a burst of bookings costs a few reads, and the last one is never missed. */
export function spaced(run: () => Promise<unknown>, rest: number): () => void {
  let busy = false
  let again = false
  const turn = async () => {
    busy = true
    again = false
    await Promise.all([run(), new Promise((resolve) => setTimeout(resolve, rest))]).catch(() => undefined)
    busy = false
    if (again) void turn()
  }
  return () => {
    again = true
    if (!busy) void turn()
  }
}
