import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { CalendarEvent } from './calendarEvents'
import { type Rover, RoverContext } from './gridContext'
import { inOrder, neighbour, type RovingKey } from './rover'

interface RovingVisitsProps {
  events: readonly CalendarEvent[]
  timeZone: string
  children: ReactNode
}

export function RovingVisits({ events, timeZone, children }: RovingVisitsProps) {
  const box = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const rover = useMemo<Rover>(() => {
    const known = events.some(({ id }) => id === chosen)
    const move = (from: CalendarEvent, key: RovingKey) => {
      const { id } = neighbour(events, from, key, timeZone)
      setChosen(id)
      box.current?.querySelector<HTMLElement>(`[data-visit="${id}"]`)?.focus()
    }
    return { current: known ? chosen : (inOrder(events)[0]?.id ?? null), move, visit: setChosen }
  }, [events, chosen, timeZone])
  return (
    <RoverContext value={rover}>
      <div ref={box} className="grid-box">
        {children}
      </div>
    </RoverContext>
  )
}
