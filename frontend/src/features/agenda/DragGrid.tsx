import { useMemo } from 'react'
import { AgendaGrid, type AgendaGridProps, type DragProps } from './AgendaGrid'
import type { CalendarEvent } from './calendarEvents'
import { DragCalendar } from './DragCalendar'
import type { Appointment } from './model'

export interface DragGridProps extends Omit<AgendaGridProps, 'calendar' | 'drag'> {
  onDrop: (appointment: Appointment, start: Date) => void
}

const isMovable = ({ appointment }: CalendarEvent) => appointment?.can.includes('reschedule') ?? false
// Without it the addon throws when something from outside is dragged over the grid.
const nothingOutside = (() => null) as unknown as NonNullable<DragProps['dragFromOutsideItem']>

/** The grid for a mouse: a visit can be dragged to another time, which then asks for confirmation. */
export function DragGrid({ onDrop, ...grid }: DragGridProps) {
  const drag = useMemo<DragProps>(
    () => ({
      resizable: false,
      draggableAccessor: isMovable,
      dragFromOutsideItem: nothingOutside,
      onEventDrop: ({ event, start }) => {
        const moved = new Date(start)
        if (event.appointment && moved.getTime() !== event.start.getTime()) onDrop(event.appointment, moved)
      },
    }),
    [onDrop],
  )
  return <AgendaGrid {...grid} calendar={DragCalendar} drag={drag} />
}
