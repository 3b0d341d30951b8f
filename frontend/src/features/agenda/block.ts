import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  createException,
  type MadeException,
  moveAffected,
  type NewException,
  type Outcome,
  offerOtherTimes,
} from '../../api/client'
import { previewExceptionOptions } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { addDays, type Day, instantOf, withOffset } from './clinicDates'

/** What is typed to block time: days of the clinic and, unless whole, wall times. */
export interface BlockDraft {
  /** Null for the whole clinic. */
  practitioner: number | null
  from: Day
  to: Day
  whole: boolean
  start: string
  end: string
  weeks: number
  reason: string
}

/** What becomes of the visits in the way. */
export type Rescue = 'offer' | 'move' | 'leave'

export interface BlockSpan {
  start: string
  end: string
}

/** The blocked span as the API wants it, or null while it is not complete. Whole days end with the last one. */
export function spanOf(draft: BlockDraft, timeZone: string): BlockSpan | null {
  const { from, to, whole, start, end } = draft
  if (!from || !to || (!whole && (!start || !end))) return null
  const first = instantOf(from, whole ? '00:00' : start, timeZone)
  const last = whole ? instantOf(addDays(to, 1), '00:00', timeZone) : instantOf(to, end, timeZone)
  if (last <= first) return null
  return { start: withOffset(first, timeZone), end: withOffset(last, timeZone) }
}

/** The visits that would be in the way, asked before anything is saved. */
export function useInTheWay(practitioner: number | null, span: BlockSpan | null) {
  const { start = '', end = '' } = span ?? {}
  const query = { start, end, ...(practitioner !== null && { practitioner }) }
  return useQuery({ ...previewExceptionOptions({ query }), enabled: span !== null, staleTime: 0 })
}

export interface Blocked {
  made: MadeException
  /** What became of the visits; null when they were left as they are. */
  outcome: Outcome | null
}

interface BlockRequest {
  draft: BlockDraft
  span: BlockSpan
  rescue: Rescue
  /** The whole clinic is closed at one place. */
  location: number | null
}

function bodyOf({ draft, span, location }: BlockRequest): NewException {
  const { practitioner, weeks, reason } = draft
  return {
    ...span,
    kind: practitioner === null ? 'closure' : 'absence',
    ...(practitioner === null ? { location } : { practitioner }),
    reason: reason.trim() || null,
    repeat: weeks > 1 ? { weeks } : null,
  }
}

async function block(request: BlockRequest): Promise<Blocked> {
  const { data: made } = await createException({ body: bodyOf(request), throwOnError: true })
  if (request.rescue === 'leave' || made.affected === 0) return { made, outcome: null }
  const rescue = request.rescue === 'offer' ? offerOtherTimes : moveAffected
  const outcome: Outcome = { done: [], failed: [] }
  for (const id of [made.id, ...made.repeats]) {
    const { data } = await rescue({ path: { id }, body: {}, throwOnError: true })
    outcome.done.push(...data.done)
    outcome.failed.push(...data.failed)
  }
  return { made, outcome }
}

/** Blocks the time, then does with the visits what was chosen. */
export function useBlock(onDone: (blocked: Blocked) => void) {
  const queries = useQueryClient()
  return useMutation<Blocked, Problem, BlockRequest>({
    mutationFn: block,
    onSettled: () => readAgain(queries),
    onSuccess: onDone,
  })
}

/** Open hours and visits are no longer what they were. */
export function readAgain(queries: QueryClient): void {
  void queries.invalidateQueries()
}
