import { createContext, useContext } from 'react'
import type { CalendarEvent } from './calendarEvents'
import type { Day, Writers } from './clinicDates'
import type { Appointment } from './model'
import type { RovingKey } from './rover'

/** What the pieces that react-big-calendar draws need to know; they are made once and cannot take props of ours. */
export interface GridContextValue {
  writers: Writers
  timeZone: string
  onOpen(appointment: Appointment): void
  onDay(day: Day): void
  /** A free time was chosen; without it free times are only shown. */
  onFree?: ((free: FreeTime) => void) | undefined
}

export interface FreeTime {
  practitioner: number
  day: Day
  /** Wall time, `HH:MM`; null in a tanda, where the next place is what counts. */
  time: string | null
}

export const GridContext = createContext<GridContextValue | null>(null)

export function useGrid(): GridContextValue {
  const value = useContext(GridContext)
  if (!value) throw new Error('Only inside the agenda grid')
  return value
}

/**
 * One tab stop for all the visits of the grid: the arrows move inside it, Tab leaves it. Which one it is stands outside
 * React's tree, so that a step draws two boxes anew and not the calendar.
 */
export interface Rover {
  subscribe(listener: () => void): () => void
  current(): string | null
  move(from: CalendarEvent, key: RovingKey): void
  visit(id: string): void
}

export const RoverContext = createContext<Rover>({
  subscribe: () => () => {},
  current: () => null,
  move: () => {},
  visit: () => {},
})
