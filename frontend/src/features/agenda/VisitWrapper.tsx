import {
  cloneElement,
  isValidElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useContext,
} from 'react'
import type { CalendarEvent } from './calendarEvents'
import { RoverContext, useGrid } from './gridContext'
import { isRovingKey } from './rover'

type DomProps = Record<string, unknown> & { children?: ReactNode }

interface VisitWrapperProps {
  event: CalendarEvent
  children?: ReactElement<DomProps>
}

const SILENT = {
  role: undefined,
  tabIndex: undefined,
  'aria-hidden': true,
  onClick: undefined,
  title: undefined,
}

/**
 * Gives every event of react-big-calendar a role, a tab stop and Enter or Space, with or without the drag addon
 * (which nests the element one level deeper). Open hours are a backdrop: silent and out of the tab order.
 */
export function VisitWrapper({ event, children }: VisitWrapperProps) {
  const { onOpen } = useGrid()
  const rover = useContext(RoverContext)
  const { appointment } = event
  if (!children) return null
  if (!appointment) return withProps(children, SILENT)
  const onKeyDown = (pressed: KeyboardEvent) => {
    if (pressed.key === 'Enter' || pressed.key === ' ') onOpen(appointment)
    else if (isRovingKey(pressed.key)) rover.move(event, pressed.key)
    else return
    pressed.preventDefault()
  }
  return withProps(children, {
    role: 'button',
    tabIndex: rover.current === event.id ? 0 : -1,
    title: undefined,
    'data-visit': event.id,
    onFocus: () => rover.visit(event.id),
    onKeyDown,
  })
}

function withProps(child: ReactElement<DomProps>, props: DomProps): ReactElement {
  if (typeof child.type === 'string') return cloneElement(child, props)
  const inner = child.props.children
  if (!isValidElement<DomProps>(inner)) return child
  return cloneElement(child, {}, withProps(inner, props))
}
