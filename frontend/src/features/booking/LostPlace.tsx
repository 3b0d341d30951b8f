import { useLingui } from '@lingui/react'
import { useQuery } from '@tanstack/react-query'
import type { Slot } from '../../api/client'
import { listAvailabilityOptions } from '../../api/client/@tanstack/react-query.gen'
import { Problem } from '../../api/problem'
import { addDays } from '../../time/format'
import { Alert } from '../../ui/ErrorSummary'
import { useClock } from '../clinic/useClock'
import { Alternatives } from './Alternatives'
import type { ChosenPlace } from './hold'

const NEAREST = 3
const SEARCH_DAYS = 14

interface LostPlaceProps {
  place: ChosenPlace
  error: unknown
  onChoose: (slot: Slot) => void
}

/** P7: the hour went; the three nearest others, one tap away, and nothing typed is lost. */
export function LostPlace({ place, error, onChoose }: LostPlaceProps) {
  const { i18n } = useLingui()
  const nearest = useNearest(place, error)
  return (
    <Alert title={i18n._('lost.title')} attempt={0}>
      <p>{nearest.length > 0 ? i18n._('lost.hint') : i18n._('lost.none')}</p>
      <Alternatives slots={nearest} practitioner={place.practitioner} onChoose={onChoose} />
    </Alert>
  )
}

/** The server's own proposal, or else the free times nearest to the lost one. */
function useNearest(place: ChosenPlace, error: unknown): Slot[] {
  const proposed = error instanceof Problem ? error.body.alternatives : undefined
  const offered = Array.isArray(proposed) ? (proposed as Slot[]) : []
  const { service, practitioner, start } = place
  const day = useClock().dayKey(start)
  const query = { service, practitioner, from: day, to: addDays(day, SEARCH_DAYS) }
  const search = useQuery({ ...listAvailabilityOptions({ query }), enabled: offered.length === 0 })
  if (offered.length > 0) return offered.slice(0, NEAREST)
  return nearestTo(start, search.data?.slots ?? [])
}

export function nearestTo(start: string, slots: readonly Slot[]): Slot[] {
  const distance = (slot: Slot) => Math.abs(Date.parse(slot.start) - Date.parse(start))
  return [...slots].sort((one, other) => distance(one) - distance(other)).slice(0, NEAREST)
}
