import { i18n } from '@lingui/core'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import {
  announceDelay,
  arriveAppointment,
  callAppointment,
  callNext as callNextOf,
  createWalkIn,
  finishAppointment,
  moveInQueue,
  noShowAppointment,
  type PriorityChange,
  setPriority as setPriorityOf,
  startAppointment,
  undoAppointment,
  undoDelay,
  type WalkIn,
  type WalkInEntry,
} from '../../api/client'
import { getQueueQueryKey } from '../../api/client/@tanstack/react-query.gen'
import { asProblem, type Problem } from '../../api/problem'
import { notify } from '../../staff/notices'
import type { Entry } from './model'
import { asOwn } from './own'
import type { BoardVerb } from './words'

const PLAIN = {
  arrive: arriveAppointment,
  finish: finishAppointment,
  no_show: noShowAppointment,
} as const

type Seen = Pick<Entry, 'id' | 'sequence'>
const target = ({ id, sequence }: Seen) => ({
  path: { id },
  headers: { 'If-Match': `"${sequence}"` },
  throwOnError: true as const,
})

export async function actOn(verb: BoardVerb, entry: Seen, reason?: string): Promise<Seen> {
  if (verb === 'call' || verb === 'start') return inTurn(verb, entry, reason ?? null)
  const { data } = await PLAIN[verb]({ ...target(entry), body: {} })
  return data
}

/** Before their turn people are only called with a reason. */
async function inTurn(verb: 'call' | 'start', entry: Seen, reason: string | null): Promise<Seen> {
  const send = verb === 'call' ? callAppointment : startAppointment
  const { data } = await send({ ...target(entry), body: { reason } })
  return data
}

export async function undoStep(entry: Seen): Promise<Seen> {
  const { data } = await undoAppointment({ ...target(entry), body: {} })
  return data
}

export async function callNext(practitioner: number): Promise<Entry> {
  const { data } = await callNextOf({ body: { practitioner }, throwOnError: true })
  return data
}

export async function moveEntry({ id }: Seen, before: number | null, reason: string): Promise<void> {
  await moveInQueue({ body: { appointment: id, before, reason }, throwOnError: true })
}

export async function setPriority(entry: Seen, body: PriorityChange): Promise<Entry> {
  const { data } = await setPriorityOf({ ...target(entry), body })
  return data
}

export async function setLate(practitioner: number, minutes: number) {
  const { data } = await announceDelay({ body: { practitioner, minutes }, throwOnError: true })
  return data
}

export async function undoLate(practitioner: number) {
  const { data } = await undoDelay({ body: { practitioner }, throwOnError: true })
  return data
}

export type WalkInDone = WalkInEntry

export async function registerWalkIn(body: WalkIn): Promise<WalkInDone> {
  const { data } = await createWalkIn({ body, throwOnError: true })
  return data
}

interface Told<T> {
  /** Whose changes are this screen's own doing. */
  about?: Seen | ((entry: Entry) => boolean)
  done?: (answer: T) => void
}

const aboutOf = (about: Told<unknown>['about']) =>
  typeof about === 'function' ? about : (entry: Entry) => entry.id === about?.id

/** The board as it is now on the server. */
function reread(queries: QueryClient): Promise<void> {
  const [{ _id }] = getQueueQueryKey()
  return queries.invalidateQueries({
    predicate: ({ queryKey: [first] }) => (first as { _id?: unknown } | undefined)?._id === _id,
  })
}

/** One change at a time, for a dialog that shows its own problem. */
export function useAct() {
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const run = async <T>(change: () => Promise<T>, { about, done }: Told<T> = {}) => {
    setBusy(true)
    setProblem(null)
    try {
      const answer = await asOwn(aboutOf(about), change)
      void reread(queries)
      done?.(answer)
    } catch (error) {
      setProblem(asProblem(error))
      void reread(queries)
    } finally {
      setBusy(false)
    }
  }
  return { run, busy, problem }
}

/** One change from a card: what was refused is said at the foot of the screen. */
export function useNotices() {
  const queries = useQueryClient()
  return useMemo(() => {
    const run = async <T>(change: () => Promise<T>, about: Told<T>['about']): Promise<T | undefined> => {
      try {
        const answer = await asOwn(aboutOf(about), change)
        void reread(queries)
        return answer
      } catch (error) {
        notify(refusal(asProblem(error)))
        void reread(queries)
        return undefined
      }
    }
    return { run }
  }, [queries])
}

function refusal(problem: Problem): string {
  if (problem.offline) return i18n._('staff.offline')
  if (problem.code === 'stale') return i18n._('queue.stale')
  return problem.detail || i18n._('staff.error')
}
