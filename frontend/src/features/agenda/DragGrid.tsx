import 'react-big-calendar/lib/addons/dragAndDrop/styles.css'
import { useMemo } from 'react'
import { Calendar } from 'react-big-calendar'
import addon from 'react-big-calendar/lib/addons/dragAndDrop'
import { AgendaGrid, type AgendaGridProps, type DragProps, type GridCalendar } from './AgendaGrid'
import type { CalendarEvent } from './calendarEvents'
import type { Appointment } from './model'

// The bundler hands the CommonJS module over as it is: its function is one level down.
const wrapped = addon as typeof addon | { default: typeof addon }
const withDragAndDrop = typeof wrapped === 'function' ? wrapped : wrapped.default
const DRAGGABLE = withDragAndDrop<CalendarEvent>(Calendar) as unknown as GridCalendar

export interface DragGridProps extends Omit<AgendaGridProps, 'calendar' | 'drag'> {
  onDrop: (appointment: Appointment, start: Date) => void
}

/** The grid for a mouse: a visit can be dragged to another time, which then asks for confirmation. */
export function DragGrid({ onDrop, ...grid }: DragGridProps) {
  const drag = useMemo<DragProps>(
    () => ({
      resizable: false,
      draggableAccessor: isMovable,
      // Without it the addon throws when something from outside is dragged over the grid.
      dragFromOutsideItem: NOTHING_OUTSIDE,
      onEventDrop: ({ event, start }) => {
        const moved = new Date(start)
        if (event.appointment && moved.getTime() !== event.start.getTime()) onDrop(event.appointment, moved)
      },
    }),
    [onDrop],
  )
  return <AgendaGrid {...grid} calendar={DRAGGABLE} drag={drag} />
}

const NOTHING_OUTSIDE = (() => null) as unknown as NonNullable<DragProps['dragFromOutsideItem']>
const isMovable = ({ appointment }: CalendarEvent) => appointment?.can.includes('reschedule') ?? false
