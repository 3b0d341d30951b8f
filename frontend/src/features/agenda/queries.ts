import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { getAgendaOptions, listAppointmentsOptions } from '../../api/client/@tanstack/react-query.gen'
import type { Appointment } from './model'
import { type Place, step, visibleDays } from './place'

/** A practitioner's agenda for what a view shows. */
export function agendaOptions(practitioner: number, place: Pick<Place, 'view' | 'day'>) {
  return queryOptions({
    ...getAgendaOptions({ query: { practitioner, ...visibleDays(place) } }),
    staleTime: 30_000,
    refetchOnWindowFocus: 'always',
  })
}

/** The agenda on screen. What comes before and after is fetched meanwhile, so that paging does not wait. */
export function useAgenda(practitioner: number, place: Pick<Place, 'view' | 'day'>) {
  const queries = useQueryClient()
  const { view, day } = place
  const result = useQuery(agendaOptions(practitioner, place))
  const { isSuccess } = result
  useEffect(() => {
    if (!isSuccess) return
    for (const direction of [1, -1] as const) {
      const there = { view, day: step({ view, day }, direction) }
      void queries.prefetchQuery(agendaOptions(practitioner, there))
    }
  }, [isSuccess, queries, practitioner, view, day])
  return result
}

const PAST_VISITS = 5

/** The patient's last visits before this one, newest first. */
export function usePastVisits({ id, patient, start }: Appointment): readonly Appointment[] | undefined {
  const { data } = useQuery({
    ...listAppointmentsOptions({
      query: { patient: patient ?? 0, to: start.slice(0, 10), limit: 2 * PAST_VISITS, newest: true },
    }),
    enabled: patient !== null,
  })
  return data?.items
    .filter(
      (item) => item.id !== id && item.patient === patient && Date.parse(item.start) < Date.parse(start),
    )
    .slice(0, PAST_VISITS)
}
