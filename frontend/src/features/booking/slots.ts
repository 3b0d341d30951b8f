import type { Slot } from '../../api/client'
import type { Clock } from '../../time/format'

/** A time to tap, or an order-of-arrival block (tanda) with its next free turn. */
export interface FreeDay {
  readonly key: string
  readonly slots: readonly Slot[]
  /** What the day strip says: free hours plus places left in the blocks. */
  readonly places: number
}

export interface PartOfDay {
  readonly name: 'morning' | 'afternoon'
  readonly slots: readonly Slot[]
}

export interface FreeAtLocation {
  readonly location: number
  readonly parts: readonly PartOfDay[]
  readonly blocks: readonly Slot[]
}

export function freeDays(slots: readonly Slot[], clock: Clock): FreeDay[] {
  const days = groupBy(slots, (slot) => clock.dayKey(slot.start))
  return [...days]
    .map(([key, ofDay]) => ({ key, slots: ofDay, places: countPlaces(ofDay) }))
    .sort((one, other) => one.key.localeCompare(other.key))
}

/** One entry per location: its hours (each once, whoever attends) and its blocks. */
export function freePlaces(slots: readonly Slot[], clock: Clock): FreeAtLocation[] {
  return [...groupBy(slots, (slot) => slot.location)].map(([location, here]) => ({
    location,
    parts: partsOfDay(eachHourOnce(here), clock),
    blocks: nextTurns(here),
  }))
}

/** `first` before `second` in time; equal moments keep their order. */
const byStart = (first: Slot, second: Slot) => Date.parse(first.start) - Date.parse(second.start)

function countPlaces(slots: readonly Slot[]): number {
  const hours = eachHourOnce(slots).length
  return nextTurns(slots).reduce((sum, block) => sum + (block.left ?? 1), hours)
}

function eachHourOnce(slots: readonly Slot[]): Slot[] {
  const hours = slots.filter((slot) => slot.mode === 'time')
  return firstOfEach(hours, (slot) => `${Date.parse(slot.start)}/${slot.location}`)
}

function nextTurns(slots: readonly Slot[]): Slot[] {
  const turns = slots.filter((slot) => slot.mode === 'arrival')
  return firstOfEach(turns, (slot) => `${slot.practitioner}/${slot.location}/${slot.block_start}`)
}

function partsOfDay(slots: readonly Slot[], clock: Clock): PartOfDay[] {
  const parts = groupBy(slots, (slot) => (clock.isMorning(slot.start) ? 'morning' : 'afternoon'))
  return [...parts].map(([name, ofPart]) => ({ name, slots: ofPart }))
}

function firstOfEach(slots: readonly Slot[], keyOf: (slot: Slot) => string): Slot[] {
  const groups = groupBy([...slots].sort(byStart), keyOf)
  return [...groups.values()].flatMap(([first]) => first ?? [])
}

function groupBy<Key>(slots: readonly Slot[], keyOf: (slot: Slot) => Key): Map<Key, Slot[]> {
  const groups = new Map<Key, Slot[]>()
  for (const slot of slots) {
    const key = keyOf(slot)
    const group = groups.get(key)
    if (group) group.push(slot)
    else groups.set(key, [slot])
  }
  return groups
}
