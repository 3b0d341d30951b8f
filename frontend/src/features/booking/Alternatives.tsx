import type { Slot } from '../../api/client'
import { usePractitioners } from '../clinic/queries'
import { useClock } from '../clinic/useClock'

interface AlternativesProps {
  slots: readonly Slot[]
  /** The doctor that goes without saying. */
  practitioner?: number | undefined
  onChoose: (slot: Slot) => void
}

/** A few other times, each one tap away. */
export function Alternatives({ slots, practitioner, onChoose }: AlternativesProps) {
  const clock = useClock()
  const everybody = usePractitioners().data?.items
  const nameOf = (slot: Slot) =>
    slot.practitioner === practitioner
      ? undefined
      : everybody?.find(({ id }) => id === slot.practitioner)?.name
  return (
    <ul className="alternatives">
      {slots.map((slot) => (
        <li key={`${slot.start}/${slot.practitioner}`}>
          <button type="button" className="button button-quiet" onClick={() => onChoose(slot)}>
            {[`${clock.shortDated(slot.start)}, ${clock.time(slot.start)}`, nameOf(slot)]
              .filter(Boolean)
              .join(' · ')}
          </button>
        </li>
      ))}
    </ul>
  )
}
