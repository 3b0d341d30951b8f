import { useMemo } from 'react'
import { AgendaGrid, type AgendaGridProps, type DragProps } from './AgendaGrid'
import { type CalendarEvent, practitionerOf } from './calendarEvents'
import { DragCalendar } from './DragCalendar'
import type { Appointment } from './model'

/** Where a visit was let go: when, and with whom where each practitioner has a column. */
export type Drop = (appointment: Appointment, start: Date, practitioner: number) => void

export interface DragGridProps extends Omit<AgendaGridProps, 'calendar' | 'drag'> {
  onDrop: Drop
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
      onEventDrop: ({ event: { appointment, start: before }, start, resourceId }) => {
        if (!appointment) return
        const practitioner = practitionerOf(resourceId) ?? appointment.practitioner
        const moved = new Date(start)
        if (moved.getTime() !== before.getTime() || practitioner !== appointment.practitioner)
          onDrop(appointment, moved, practitioner)
      },
    }),
    [onDrop],
  )
  return <AgendaGrid {...grid} calendar={DragCalendar} drag={drag} />
}
