import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type Appointment, createHold, releaseHold } from '../../api/client'
import { hasCode } from '../../api/problem'
import { asVisitor } from '../../api/visitor'
import type { Place } from '../../routes'

/** What the patient tapped: everything that a booking needs but the person. */
export type ChosenPlace = Place & { practitioner: number; start: string }

/** Holds last ten minutes; asking again in time keeps the place while the form is being filled in. */
const RENEWAL = 240_000
let held: number | null = null

export const holdKey = (place: ChosenPlace) =>
  ['hold', place.service, place.practitioner, place.location ?? null, place.start] as const

export async function holdPlace(place: ChosenPlace): Promise<Appointment> {
  const { service, practitioner, location, start } = place
  const body = { service, practitioner, location: location ?? null, start }
  const { data } = await asVisitor(() => createHold({ body, throwOnError: true }))
  held = data.id
  return data
}

/**
 * Gives the place back when the patient turns around, reloads or leaves: a visitor is forgotten by a reload, and must
 * not find the hour taken by no one but himself. Should it fail, the place comes free by itself.
 */
export function releaseHeldPlace(): void {
  if (held === null) return
  const id = held
  held = null
  releaseHold({ path: { id }, keepalive: true }).catch(() => undefined)
}

/** The hold became a booking: nothing to give back. */
export function keepHeldPlace(): void {
  held = null
}

export function useHold(place: ChosenPlace) {
  const hold = useQuery({
    queryKey: holdKey(place),
    queryFn: () => holdPlace(place),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchInterval: RENEWAL,
    refetchOnWindowFocus: false,
  })
  useReleaseOnLeaving(hold.refetch)
  return hold
}

/** Browsers may bring a left page back as it was: then the place is asked for again. */
function useReleaseOnLeaving(holdAgain: () => unknown): void {
  useEffect(() => {
    const comeBack = (event: PageTransitionEvent) => event.persisted && holdAgain()
    addEventListener('pagehide', releaseHeldPlace)
    addEventListener('pageshow', comeBack)
    return () => {
      removeEventListener('pagehide', releaseHeldPlace)
      removeEventListener('pageshow', comeBack)
    }
  }, [holdAgain])
}

const LOST = ['slot-taken', 'slot-not-offered', 'room-taken']

/** Somebody else was faster, or the hour is no longer offered. */
export function isLost(error: unknown): boolean {
  return LOST.some((code) => hasCode(error, code))
}
