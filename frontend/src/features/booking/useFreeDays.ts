import { keepPreviousData, type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import {
  type Availability,
  type Clinic,
  listAvailability,
  type ServiceList,
  type Slot,
} from '../../api/client'
import { listAvailabilityQueryKey } from '../../api/client/@tanstack/react-query.gen'
import { addDays, clock } from '../../time/format'
import { clinicOptions, servicesOptions, useClinic, useServices } from '../clinic/queries'
import { useClock } from '../clinic/useClock'
import { freeDays } from './slots'

const WINDOW_DAYS = 14
export const DAYS_AT_A_TIME = 10
export const LONGEST_SEARCH_DAYS = 60
const REFRESH = 60_000

export interface Search {
  service: number
  practitioner?: number | undefined
  location?: number | undefined
}

/** Days with free times, until `wanted` of them are found or the service's horizon ends. */
export function useFreeDays(search: Search, wanted: number) {
  const today = useClinic().data?.today
  const services = useServices().data
  const query = useQuery({
    ...freeDaysOptions(search, today ?? '', lastDay(services, search.service, today), wanted),
    enabled: today !== undefined,
    refetchInterval: REFRESH,
    placeholderData: keepPreviousData,
  })
  const found = query.data
  const shown = useClock(found?.timezone)
  const days = useMemo(() => freeDays(found?.slots ?? [], shown), [found, shown])
  const more = days.length > wanted || found?.next_from != null
  return { days: days.slice(0, wanted), more, clock: shown, timezone: found?.timezone, query }
}

/** The finger is down on a service: its times are asked for before it is up again. */
export function prefetchFreeDays(client: QueryClient, search: Search): void {
  const today = client.getQueryData<Clinic>(clinicOptions().queryKey)?.today
  const services = client.getQueryData<ServiceList>(servicesOptions().queryKey)
  if (today === undefined) return
  client.prefetchQuery(
    freeDaysOptions(search, today, lastDay(services, search.service, today), DAYS_AT_A_TIME),
  )
}

function freeDaysOptions(search: Search, today: string, last: string, wanted: number) {
  return queryOptions({
    queryKey: [...listAvailabilityQueryKey({ query: { ...search, from: today, to: last } }), wanted] as const,
    queryFn: ({ client, queryKey, signal }) => {
      const unseen = wanted === DAYS_AT_A_TIME && client.getQueryData(queryKey) === undefined
      const show = (found: Availability) => unseen && client.setQueryData(queryKey, found)
      return searchDays(search, today, last, wanted, signal, show)
    },
  })
}

function lastDay(services: ServiceList | undefined, service: number, today: string | undefined): string {
  const found = services?.items.find(({ id }) => id === service)
  const horizon = Math.min(found?.maximum_horizon ?? WINDOW_DAYS, LONGEST_SEARCH_DAYS)
  return today ? addDays(today, horizon) : ''
}

/**
 * Asks in fortnights: most searches need one, and what the first ones brought is shown while the next is under way.
 * `next_from` is where the days that were not asked for begin.
 */
export async function searchDays(
  search: Search,
  first: string,
  last: string,
  wanted: number,
  signal: AbortSignal,
  show: (found: Availability) => unknown,
): Promise<Availability> {
  const slots: Slot[] = []
  let from = first
  for (;;) {
    const query = { ...search, from, to: addDays(from, WINDOW_DAYS - 1) }
    const { data } = await listAvailability({ query, signal, throwOnError: true })
    slots.push(...data.slots)
    from = addDays(query.to, 1)
    const enough = freeDays(slots, clock(data.timezone, 'en')).length >= wanted
    const found = { ...data, slots: [...slots], next_from: from > last ? null : from }
    if (enough || from > last) return found
    if (slots.length > 0) show(found)
  }
}
