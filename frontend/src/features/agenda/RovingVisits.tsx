import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { CalendarEvent } from './calendarEvents'
import { type Rover, RoverContext } from './gridContext'
import { inOrder, neighbour } from './rover'

interface RovingVisitsProps {
  events: readonly CalendarEvent[]
  timeZone: string
  children: ReactNode
}

export function RovingVisits({ events, timeZone, children }: RovingVisitsProps) {
  const box = useRef<HTMLDivElement>(null)
  const shown = useRef({ events, timeZone })
  const [rover] = useState(() => roverOf(shown, box))
  shown.current = { events, timeZone }
  useEffect(() => rover.settle(events), [rover, events])
  return (
    <RoverContext value={rover}>
      <div ref={box} className="grid-box">
        {children}
      </div>
    </RoverContext>
  )
}

interface Kept<Value> {
  readonly current: Value
}

function roverOf(
  shown: Kept<Pick<RovingVisitsProps, 'events' | 'timeZone'>>,
  box: Kept<HTMLDivElement | null>,
): Rover & { settle(events: readonly CalendarEvent[]): void } {
  const listeners = new Set<() => void>()
  let current = first(shown.current.events)
  const visit = (id: string | null) => {
    if (id === current) return
    current = id
    for (const listener of listeners) listener()
  }
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    current: () => current,
    visit,
    move(from, key) {
      const { events, timeZone } = shown.current
      const { id } = neighbour(events, from, key, timeZone)
      visit(id)
      box.current?.querySelector<HTMLElement>(`[data-visit="${id}"]`)?.focus()
    },
    /** Other events are on screen: the tab stop must be one of them. */
    settle(events) {
      if (!events.some(({ id }) => id === current)) visit(first(events))
    },
  }
}

const first = (events: readonly CalendarEvent[]) => inOrder(events)[0]?.id ?? null
