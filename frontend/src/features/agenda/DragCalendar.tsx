import 'react-big-calendar/lib/addons/dragAndDrop/styles.css'
import { type ComponentType, createContext, type ReactElement, useContext, useMemo } from 'react'
import { Calendar, type CalendarProps, type EventWrapperProps } from 'react-big-calendar'
import addon from 'react-big-calendar/lib/addons/dragAndDrop'
import type { DragProps, GridCalendar } from './AgendaGrid'
import { ColumnHeader } from './ColumnHeader'
import type { CalendarEvent } from './calendarEvents'
import { DayHeader } from './DayHeader'
import { Slot } from './Slot'
import { VisitBox } from './VisitBox'
import { VisitWrapper } from './VisitWrapper'

/*
 * Given a wrapper of ours, the addon makes a new component of it at each render: every visit would be torn down and
 * drawn again, and lose the focus. So the addon gets none, and ours goes around the addon's own, in one fixed component.
 */

// The bundler hands the CommonJS module over as it is: its function is one level down.
const wrapped = addon as typeof addon | { default: typeof addon }
const withDragAndDrop = typeof wrapped === 'function' ? wrapped : wrapped.default

type Wrapper = ComponentType<EventWrapperProps<CalendarEvent> & { children?: ReactElement }>
type Props = CalendarProps<CalendarEvent>

const AddonWrapper = createContext<Wrapper | null>(null)
const PARTS_FOR_ADDON = {
  event: VisitBox,
  header: DayHeader,
  resourceHeader: ColumnHeader,
  timeSlotWrapper: Slot as ComponentType,
}

function DraggableVisit({
  children,
  ...props
}: EventWrapperProps<CalendarEvent> & { children?: ReactElement }) {
  const Addon = useContext(AddonWrapper)
  return (
    <VisitWrapper event={props.event}>
      {Addon ? <Addon {...props}>{children}</Addon> : (children as ReactElement<object>)}
    </VisitWrapper>
  )
}

const WITH_DRAGGABLE = { eventWrapper: DraggableVisit }

/** What the addon draws: the plain calendar with the addon's pieces, kept the same from render to render. */
function SteadyCalendar({ components = {}, ...props }: Props) {
  const { event, header, resourceHeader, timeSlotWrapper, eventWrapper, ...rest } = components
  const { eventContainerWrapper, weekWrapper } = rest as Record<string, ComponentType>
  const parts = useMemo(
    () => ({
      ...{ event, header, resourceHeader, timeSlotWrapper, eventContainerWrapper, weekWrapper },
      ...WITH_DRAGGABLE,
    }),
    [event, header, resourceHeader, timeSlotWrapper, eventContainerWrapper, weekWrapper],
  )
  return (
    <AddonWrapper value={eventWrapper as Wrapper}>
      <Calendar {...props} components={parts as Props['components']} />
    </AddonWrapper>
  )
}

const Draggable = withDragAndDrop<CalendarEvent>(SteadyCalendar) as unknown as GridCalendar

export function DragCalendar({ components: _ours, ...props }: Props & DragProps) {
  return <Draggable {...props} components={PARTS_FOR_ADDON} />
}
