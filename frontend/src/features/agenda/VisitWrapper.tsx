import {
  type CSSProperties,
  cloneElement,
  isValidElement,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  useContext,
  useRef,
  useSyncExternalStore,
} from 'react'
import { type CalendarEvent, practitionerOf } from './calendarEvents'
import { dayOf, timeOf } from './clinicDates'
import { timeAt } from './freeTimes'
import { type GridContextValue, RoverContext, useGrid } from './gridContext'
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
 *
 * The calendar draws everything whenever anything changes. A box that looks as before is handed over as the very same
 * element, and React goes no deeper.
 */
export function VisitWrapper({ event, children }: VisitWrapperProps) {
  const grid = useGrid()
  const rover = useContext(RoverContext)
  const tabStop = useSyncExternalStore(rover.subscribe, () => rover.current() === event.id)
  const keep = useKept()
  if (!children) return null
  const look = lookOf(children)
  if (!event.appointment && !event.free) return keep([event, look], () => withProps(children, SILENT))
  const act = actOf(event, grid)
  const onKeyDown = (pressed: KeyboardEvent) => {
    if (pressed.key === 'Enter' || pressed.key === ' ') act()
    else if (isRovingKey(pressed.key)) rover.move(event, pressed.key)
    else return
    pressed.preventDefault()
  }
  return keep([event, look, grid, rover, tabStop], () =>
    withProps(children, {
      role: 'button',
      tabIndex: tabStop ? 0 : -1,
      title: undefined,
      'data-visit': event.id,
      onFocus: () => rover.visit(event.id),
      onKeyDown,
      ...(event.free && { onClick: (click: MouseEvent<HTMLElement>) => act(shareOf(click)) }),
    }),
  )
}

/** What Enter or a click does: opens the visit, or asks for a new one at the time that was pointed at. */
function actOf(event: CalendarEvent, { onOpen, onFree, timeZone }: GridContextValue) {
  const { appointment } = event
  return (share = 0) => {
    if (appointment) return onOpen(appointment)
    const at = timeAt(event, share)
    const time = event.mode === 'arrival' ? null : timeOf(at, timeZone)
    onFree?.({ practitioner: practitionerOf(event.column) ?? 0, day: dayOf(at, timeZone), time })
  }
}

/** How far down the box a click went; from the keyboard it is its top. */
function shareOf({ clientY, currentTarget, detail }: MouseEvent<HTMLElement>): number {
  const { top, height } = currentTarget.getBoundingClientRect()
  return detail > 0 && height > 0 ? (clientY - top) / height : 0
}

/** Like `useMemo`, for what is known only after the hooks have run. */
function useKept() {
  const kept = useRef<{ reasons: readonly unknown[]; element: ReactElement } | null>(null)
  return (reasons: readonly unknown[], make: () => ReactElement): ReactElement => {
    const known = kept.current
    if (known && reasons.every((reason, at) => reason === known.reasons[at])) return known.element
    const element = make()
    kept.current = { reasons, element }
    return element
  }
}

/** Where the calendar puts the box, and its classes, as one text. */
function lookOf(child: ReactElement<DomProps>): string {
  if (typeof child.type !== 'string')
    return isValidElement<DomProps>(child.props.children) ? lookOf(child.props.children) : ''
  const { className, style } = child.props as { className?: string; style?: CSSProperties }
  return [className, style?.top, style?.height, style?.left, style?.width].join(' ')
}

function withProps(child: ReactElement<DomProps>, props: DomProps): ReactElement {
  if (typeof child.type === 'string') return cloneElement(child, props)
  const inner = child.props.children
  if (!isValidElement<DomProps>(inner)) return child
  return cloneElement(child, {}, withProps(inner, props))
}
