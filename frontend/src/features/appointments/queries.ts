import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type Appointment,
  cancelAppointment,
  confirmAppointment,
  type Reschedule,
  rescheduleAppointment,
} from '../../api/client'
import {
  getAppointmentOptions,
  getAppointmentQueryKey,
  listAppointmentsQueryKey,
} from '../../api/client/@tanstack/react-query.gen'
import { asProblem, hasCode, type Problem } from '../../api/problem'

export function useAppointment(id: number) {
  return useQuery(getAppointmentOptions({ path: { id } }))
}

/** What a patient can do with a visit. */
export type Change =
  | { verb: 'confirm' }
  | { verb: 'cancel'; reason: string | null }
  | { verb: 'reschedule'; to: Reschedule }

/** One change of one appointment, refused by the server when somebody changed it meanwhile. */
export function useChange(appointment: Appointment) {
  const queryClient = useQueryClient()
  const path = { id: appointment.id }
  return useMutation<Appointment, Problem, Change>({
    mutationFn: (change) => send(appointment, change),
    onSuccess: (changed) => {
      queryClient.setQueryData(getAppointmentQueryKey({ path }), changed)
      queryClient.invalidateQueries({ queryKey: [{ _id: listAppointmentsQueryKey()[0]._id }] })
    },
    onError: (error) => {
      if (hasCode(error, 'stale') || hasCode(error, 'illegal-transition')) {
        queryClient.invalidateQueries({ queryKey: getAppointmentQueryKey({ path }) })
      }
    },
  })
}

async function send({ id, sequence }: Appointment, change: Change): Promise<Appointment> {
  const common = { path: { id }, headers: { 'If-Match': `"${sequence}"` }, throwOnError: true as const }
  switch (change.verb) {
    case 'confirm':
      return (await confirmAppointment(common)).data
    case 'cancel':
      return (await cancelAppointment({ ...common, body: { reason: change.reason } })).data
    case 'reschedule':
      return (await rescheduleAppointment({ ...common, body: change.to })).data
  }
}

/** Asked again by a person without a session, or with one that ended. */
export function needsIdentity(error: unknown): boolean {
  return asProblem(error).status === 401
}
