import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { type Appointment, type Booking, createAppointment, type Slot } from '../../api/client'
import type { Problem } from '../../api/problem'
import { noteOwn, placeEverywhere } from '../agenda/verbs'

export type NewVisit = Pick<Booking, 'service' | 'practitioner' | 'start'> &
  Partial<Pick<Booking, 'patient' | 'location' | 'origin' | 'reason' | 'overbook_reason'>>

/** The same answers twice are one booking: the key changes only with them. */
function useKey() {
  const last = useRef<{ text: string; key: string } | null>(null)
  return (body: NewVisit): string => {
    const text = JSON.stringify(body)
    if (last.current?.text !== text) last.current = { text, key: crypto.randomUUID() }
    return last.current.key
  }
}

/** Books for a patient; when the time is lost meanwhile, `alternatives` are the three nearest. */
export function useBook(onDone: (visit: Appointment) => void) {
  const queries = useQueryClient()
  const keyOf = useKey()
  const booking = useMutation<Appointment, Problem, NewVisit>({
    mutationFn: async (body) => {
      const headers = { 'Idempotency-Key': keyOf(body) }
      return (await createAppointment({ body, headers, throwOnError: true })).data
    },
    onSuccess: (visit) => {
      noteOwn(visit)
      placeEverywhere(queries, visit)
      void queries.invalidateQueries({ refetchType: 'none' })
      onDone(visit)
    },
  })
  const alternatives = booking.error?.code === 'slot-taken' ? slotsOf(booking.error) : undefined
  return { ...booking, alternatives }
}

function slotsOf({ body }: Problem): Slot[] | undefined {
  return Array.isArray(body.alternatives) ? (body.alternatives as Slot[]) : undefined
}
