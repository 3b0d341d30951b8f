import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type CloseReason,
  closeWaiting,
  enterWaitingList,
  offerFreedTime,
  type Slot,
  type Waiting,
  type Wish,
} from '../../api/client'
import { listAvailabilityOptions, listWaitingOptions } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { minuteOfDay } from '../agenda/clinicDates'

const MOST = 100

/** A time that has come free: only those whom it suits are listed. */
export interface Freed {
  start: string
  practitioner: number
}

export function useWaitingList(freed: Freed | null) {
  const query = { limit: MOST, state: ['waiting' as const, 'offered' as const] }
  const suits = freed ? { fits_start: freed.start, practitioner: freed.practitioner } : {}
  return useQuery({ ...listWaitingOptions({ query: { ...query, ...suits } }), staleTime: 10_000 })
}

const NOON = 12 * 60

/** Whether a free time lies in the part of the day that was asked for. */
export function isInPart(start: string, part: Waiting['part_of_day'], timeZone: string): boolean {
  if (part === 'any') return true
  return minuteOfDay(start, timeZone) < NOON === (part === 'morning')
}

const OFFERED = 3

/** The next three free times that suit who waits. */
export function useSuiting(waiting: Waiting, today: string): readonly Slot[] | undefined {
  const { service, practitioner, location, to, part_of_day: part, timezone } = waiting
  const from = waiting.from > today ? waiting.from : today
  const query = {
    service,
    from,
    to,
    ...(practitioner !== null && { practitioner }),
    ...(location !== null && { location }),
  }
  const { data } = useQuery({ ...listAvailabilityOptions({ query }), enabled: from <= to })
  if (from > to) return []
  return data?.slots.filter(({ start }) => isInPart(start, part, timezone)).slice(0, OFFERED)
}

export type WaitingRequest =
  | { verb: 'enter'; wish: Wish }
  | { verb: 'offer'; waiting: Waiting; start: string; practitioner: number; location: number | null }
  | { verb: 'close'; waiting: Waiting; reason: CloseReason }

async function send(request: WaitingRequest): Promise<Waiting> {
  if (request.verb === 'enter')
    return (await enterWaitingList({ body: request.wish, throwOnError: true })).data
  const path = { id: request.waiting.id }
  if (request.verb === 'close') {
    const body = { reason: request.reason }
    return (await closeWaiting({ path, body, throwOnError: true })).data
  }
  const { start, practitioner, location } = request
  return (await offerFreedTime({ path, body: { start, practitioner, location }, throwOnError: true })).data
}

export function useWaitingVerb(onDone: (waiting: Waiting, request: WaitingRequest) => void) {
  const queries = useQueryClient()
  return useMutation<Waiting, Problem, WaitingRequest>({
    mutationFn: send,
    onSettled: () => void queries.invalidateQueries(),
    onSuccess: onDone,
  })
}
