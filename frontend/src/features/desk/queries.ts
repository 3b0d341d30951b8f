import { useQuery } from '@tanstack/react-query'
import type { Appointment, Patient, Practitioner, Service, Slot } from '../../api/client'
import {
  listAgendasOptions,
  listAppointmentsOptions,
  listAvailabilityOptions,
  listServicesOptions,
  listWaitingOptions,
} from '../../api/client/@tanstack/react-query.gen'
import { addDays, type Day } from '../agenda/clinicDates'

const MOST_PRACTITIONERS = 20

/** The day of everybody who attends at the clinic. */
export function useAgendas(practitioners: readonly Pick<Practitioner, 'id'>[], day: Day) {
  const ids = practitioners.slice(0, MOST_PRACTITIONERS).map(({ id }) => id)
  return useQuery({
    ...listAgendasOptions({ query: { practitioner: ids, from: day, to: day } }),
    staleTime: 30_000,
    refetchOnWindowFocus: 'always',
  })
}

const MOST_VISITS = 200

/** The booked visits of a day. */
export function useBooked(day: Day) {
  return useQuery({
    ...listAppointmentsOptions({ query: { from: day, to: day, state: ['booked'], limit: MOST_VISITS } }),
    staleTime: 30_000,
  })
}

/** How many wait for a time to come free. */
export function useWaitingCount(): number | undefined {
  const { data } = useQuery({
    ...listWaitingOptions({ query: { state: ['waiting'], limit: MOST_VISITS } }),
    staleTime: 60_000,
  })
  return data?.items.length
}

export function useServices(): readonly Service[] | undefined {
  return useQuery({ ...listServicesOptions(), staleTime: 300_000 }).data?.items
}

/** What a patient has booked from today on, soonest first. */
export function useComing({ id }: Pick<Patient, 'id'>, today: Day): readonly Appointment[] {
  const { data } = useQuery(
    listAppointmentsOptions({ query: { patient: id, from: today, state: ['booked', 'pending'], limit: 3 } }),
  )
  return data?.items ?? []
}

export type Offer = Pick<Slot, 'start' | 'practitioner' | 'location' | 'turn'>

export const offerKey = ({ start, practitioner, location }: Offer) => [start, practitioner, location].join()

const NEXT_TIMES = 3
const DAYS_AHEAD = 30

interface Search {
  service: number
  practitioner: number | undefined
  from: Day
}

/** The next three free times. */
export function useNextTimes({ service, practitioner, from }: Search) {
  const query = { service, from, to: addDays(from, DAYS_AHEAD), ...(practitioner && { practitioner }) }
  const { data, error } = useQuery({ ...listAvailabilityOptions({ query }), enabled: service > 0 })
  return { offers: data && nextOffers(data.slots), error }
}

/** One of each: a tanda's next place, and times that differ. */
export function nextOffers(slots: readonly Slot[]): Offer[] {
  const seen = new Set<string>()
  const found: Offer[] = []
  for (const slot of [...slots].sort((a, b) => Date.parse(a.start) - Date.parse(b.start))) {
    const group = slot.mode === 'arrival' ? `${slot.practitioner} ${slot.block_start}` : slot.start
    if (seen.has(group)) continue
    seen.add(group)
    found.push(slot)
    if (found.length === NEXT_TIMES) break
  }
  return found
}
