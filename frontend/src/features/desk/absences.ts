import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type AffectedVisit,
  cancelAffected,
  deleteException,
  downloadCallList,
  type FullException,
  moveAffected,
  type Outcome,
  offerOtherTimes,
} from '../../api/client'
import { listAffectedOptions, listExceptionsOptions } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { addDays, type Day } from '../agenda/clinicDates'

const DAYS_BACK = 7
const DAYS_AHEAD = 180

/** What stops the clinic or a practitioner from attending, from last week on. */
export function useAbsences(today: Day) {
  const query = { from: addDays(today, -DAYS_BACK), to: addDays(today, DAYS_AHEAD) }
  return useQuery({ ...listExceptionsOptions({ query }), staleTime: 10_000 })
}

const FRESH_MS = 15_000

/** The visits of a fallen day and what became of each; patients answer by their links while it is on screen. */
export function useAffected(id: number) {
  return useQuery({ ...listAffectedOptions({ path: { id } }), refetchInterval: FRESH_MS })
}

export type RescueVerb = 'offer' | 'move' | 'cancel'

export interface RescueRequest {
  verb: RescueVerb
  id: number
  appointments: number[]
  reason?: string
}

async function send({ verb, id, appointments, reason }: RescueRequest): Promise<Outcome> {
  const target = { path: { id }, throwOnError: true as const }
  if (verb === 'cancel') {
    const body = { appointments, ...(reason?.trim() && { reason: reason.trim() }) }
    return (await cancelAffected({ ...target, body })).data
  }
  const act = verb === 'offer' ? offerOtherTimes : moveAffected
  return (await act({ ...target, body: { appointments } })).data
}

export function useRescue(onDone: (outcome: Outcome, request: RescueRequest) => void) {
  const queries = useQueryClient()
  return useMutation<Outcome, Problem, RescueRequest>({
    mutationFn: send,
    onSettled: () => void queries.invalidateQueries(),
    onSuccess: onDone,
  })
}

export function useWithdraw(onDone: () => void) {
  const queries = useQueryClient()
  return useMutation<void, Problem, FullException>({
    mutationFn: async ({ id }) => void (await deleteException({ path: { id }, throwOnError: true })),
    onSettled: () => void queries.invalidateQueries(),
    onSuccess: onDone,
  })
}

/** Still to be rescued: nobody moved or cancelled it, and the patient has not chosen to keep it. */
export function isOpen({ answer }: Pick<AffectedVisit, 'answer'>): boolean {
  return answer === 'none' || answer === 'offered'
}

/** The phones of those who did not answer, as a file. */
export async function saveCallList(id: number, name: string): Promise<void> {
  const { data } = await downloadCallList({ path: { id }, parseAs: 'blob', throwOnError: true })
  const address = URL.createObjectURL(data as unknown as Blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
