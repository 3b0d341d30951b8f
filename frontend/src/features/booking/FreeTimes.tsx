import { useLingui } from '@lingui/react'
import type { Slot } from '../../api/client'
import type { Clock } from '../../time/format'
import { Icon } from '../../ui/Icon'
import { useClinic, usePractitioners } from '../clinic/queries'
import { turnText } from '../clinic/turn'
import { type FreeAtLocation, freePlaces, type PartOfDay } from './slots'

interface FreeTimesProps {
  slots: readonly Slot[]
  clock: Clock
  /** The moment to mark: the appointment's present time, or the one just chosen. */
  marked?: string | undefined
  onChoose: (slot: Slot) => void
}

/** The free hours of one day, and its order-of-arrival blocks. */
export function FreeTimes({ slots, ...rest }: FreeTimesProps) {
  const places = freePlaces(slots, rest.clock)
  return places.map((place) => (
    <AtLocation key={place.location} place={place} named={places.length > 1} {...rest} />
  ))
}

type PlaceProps = Omit<FreeTimesProps, 'slots'>

function AtLocation({ place, named, ...rest }: PlaceProps & { place: FreeAtLocation; named: boolean }) {
  const location = useClinic().data?.locations.find(({ id }) => id === place.location)
  return (
    <section className="free-place">
      {named && (
        <h3 className="location-name">
          <Icon name="pin" />
          {location?.name}
        </h3>
      )}
      {place.blocks.map((block) => (
        <ArrivalBlock key={block.start} block={block} {...rest} />
      ))}
      {place.parts.map((part) => (
        <TimeGrid key={part.name} part={part} Heading={named ? 'h4' : 'h3'} {...rest} />
      ))}
    </section>
  )
}

type TimeGridProps = PlaceProps & { part: PartOfDay; Heading: 'h3' | 'h4' }

function TimeGrid({ part, Heading, clock, marked, onChoose }: TimeGridProps) {
  const { i18n } = useLingui()
  return (
    <div className="part-of-day">
      <Heading>{part.name === 'morning' ? i18n._('times.morning') : i18n._('times.afternoon')}</Heading>
      <ul className="time-grid">
        {part.slots.map((slot) => (
          <li key={slot.start}>
            <button
              type="button"
              className="time"
              aria-pressed={marked === undefined ? undefined : marked === slot.start}
              onClick={() => onChoose(slot)}
            >
              <span aria-hidden="true">{clock.hour(slot.start)}</span>
              <span className="visually-hidden">{clock.time(slot.start)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Tanda: the hour is an estimate, the turn is what the patient gets. */
function ArrivalBlock({ block, clock, onChoose }: PlaceProps & { block: Slot }) {
  const { i18n } = useLingui()
  const practitioner = usePractitioners().data?.items.find(({ id }) => id === block.practitioner)
  const [from, to] = [block.block_start ?? block.start, block.block_end ?? block.end]
  return (
    <button type="button" className="card card-link block" onClick={() => onChoose(block)}>
      <span className="card-title">{turnText(i18n, clock, block.turn ?? 1, block.start)}</span>
      <span className="hint">
        {i18n._('times.block', { from: clock.time(from), to: clock.time(to) })}
        {practitioner && ` · ${practitioner.name}`}
      </span>
      <span className="hint">{i18n._('times.left', { count: block.left ?? 1 })}</span>
      <Icon name="next" />
    </button>
  )
}
