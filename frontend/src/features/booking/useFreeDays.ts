import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Availability, listAvailability, type Slot } from '../../api/client'
import { listAvailabilityQueryKey } from '../../api/client/@tanstack/react-query.gen'
import { addDays, clock } from '../../time/format'
import { useClinic, useServices } from '../clinic/queries'
import { useClock } from '../clinic/useClock'
import { freeDays } from './slots'

const WINDOW_DAYS = 14
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
  const last = useLastDay(search.service, today)
  const query = useQuery({
    queryKey: [...listAvailabilityQueryKey({ query: { ...search, from: today ?? '', to: last } }), wanted],
    queryFn: ({ signal }) => searchDays(search, today ?? '', last, wanted, signal),
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

function useLastDay(service: number, today: string | undefined): string {
  const found = useServices().data?.items.find(({ id }) => id === service)
  const horizon = Math.min(found?.maximum_horizon ?? WINDOW_DAYS, LONGEST_SEARCH_DAYS)
  return today ? addDays(today, horizon) : ''
}

/** Asks in fortnights: most searches need one. `next_from` is where the days that were not asked for begin. */
export async function searchDays(
  search: Search,
  first: string,
  last: string,
  wanted: number,
  signal: AbortSignal,
): Promise<Availability> {
  const slots: Slot[] = []
  let from = first
  for (;;) {
    const query = { ...search, from, to: addDays(from, WINDOW_DAYS - 1) }
    const { data } = await listAvailability({ query, signal, throwOnError: true })
    slots.push(...data.slots)
    from = addDays(query.to, 1)
    const enough = freeDays(slots, clock(data.timezone, 'en')).length >= wanted
    if (enough || from > last) return { ...data, slots, next_from: from > last ? null : from }
  }
}
