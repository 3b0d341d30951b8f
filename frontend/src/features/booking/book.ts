import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { type Appointment, type Booking, createAppointment } from '../../api/client'
import { getAppointmentQueryKey } from '../../api/client/@tanstack/react-query.gen'
import { hasCode, type Problem } from '../../api/problem'
import { asVisitor } from '../../api/visitor'
import { type ChosenPlace, holdKey, holdPlace, keepHeldPlace } from './hold'

export type Request = Omit<Booking, 'hold' | 'service' | 'practitioner' | 'location' | 'start'>

/** One key for each chosen place: a double tap or a retry after a lost answer books once. */
interface Attempt {
  place: string
  key: string
  sent: Booking | null
}

export function useBook(place: ChosenPlace) {
  const queryClient = useQueryClient()
  const attempt = useRef<Attempt>(null)
  return useMutation<Appointment, Problem, Request>({
    mutationFn: async (request) => {
      const hold = await queryClient.fetchQuery({
        queryKey: holdKey(place),
        queryFn: () => holdPlace(place),
        staleTime: Number.POSITIVE_INFINITY,
      })
      attempt.current = attemptFor(place, attempt.current)
      return bookOnce(attempt.current, bodyOf(place, request, hold.id), () => holdPlace(place))
    },
    onSuccess: (booked) => {
      keepHeldPlace()
      queryClient.setQueryData(getAppointmentQueryKey({ path: { id: booked.id } }), booked)
    },
  })
}

function attemptFor(place: ChosenPlace, last: Attempt | null): Attempt {
  const name = holdKey(place).join('/')
  return last?.place === name ? last : { place: name, key: randomKey(), sent: null }
}

function bodyOf(place: ChosenPlace, request: Request, hold: number): Booking {
  const { service, practitioner, location, start } = place
  return { service, practitioner, location: location ?? null, start, hold, ...request }
}

/** 128 random bits; `crypto.randomUUID` is missing on old phones and on plain HTTP. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

/**
 * An answer that was lost on the way may hide a booking. If the details changed since, the server says that the key
 * was used for other details: then the first booking stands, and sending it again brings its answer.
 */
async function bookOnce(
  attempt: Attempt,
  body: Booking,
  holdAgain: () => Promise<Appointment>,
): Promise<Appointment> {
  const before = attempt.sent
  attempt.sent = body
  try {
    return await send(attempt.key, body)
  } catch (error) {
    if (hasCode(error, 'idempotency-conflict') && before) return send(attempt.key, before)
    if (!hasCode(error, 'hold-expired')) throw error
    const again = await holdAgain()
    attempt.sent = { ...body, hold: again.id }
    return send(attempt.key, attempt.sent)
  }
}

async function send(key: string, body: Booking): Promise<Appointment> {
  const headers = { 'Idempotency-Key': key }
  const { data } = await asVisitor(() => createAppointment({ body, headers, throwOnError: true }))
  return data
}
