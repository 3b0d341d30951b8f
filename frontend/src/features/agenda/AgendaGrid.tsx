import 'react-big-calendar/lib/css/react-big-calendar.css'
import './grid.css'
import { useLingui } from '@lingui/react'
import { type ComponentType, type CSSProperties, memo, useCallback, useEffect, useMemo, useRef } from 'react'
import { Calendar, type CalendarProps, type EventWrapperProps } from 'react-big-calendar'
import type { withDragAndDropProps } from 'react-big-calendar/lib/addons/dragAndDrop'
import { formatLocale } from '../../i18n/i18n'
import { clinicLocalizer } from '../../time/localizer'
import { ColumnHeader, type GridColumn } from './ColumnHeader'
import {
  type CalendarEvent,
  firstMinute,
  hourHeight,
  minuteInstant,
  type OwnedHours,
  toBackground,
  toEvents,
  visibleHours,
  within,
} from './calendarEvents'
import { agendaWriters, type Day, dayOf, minuteOfDay, noon, startOfWeek } from './clinicDates'
import { DayHeader } from './DayHeader'
import { toFree } from './freeTimes'
import { GridContext, type GridContextValue } from './gridContext'
import type { Agenda } from './model'
import { visibleDays } from './place'
import { RovingVisits } from './RovingVisits'
import { Slot } from './Slot'
import { statusOf } from './status'
import { VisitBox } from './VisitBox'
import { VisitWrapper } from './VisitWrapper'

export type DragProps = Pick<
  withDragAndDropProps<CalendarEvent>,
  'onEventDrop' | 'draggableAccessor' | 'resizable' | 'dragFromOutsideItem'
>
export type GridCalendar = ComponentType<CalendarProps<CalendarEvent> & DragProps>

export interface AgendaGridProps extends Pick<GridContextValue, 'onOpen' | 'onDay' | 'onFree'> {
  view: 'day' | 'week'
  day: Day
  agenda: Agenda & { open: readonly OwnedHours[] }
  label: string
  /** One column for each practitioner of the agenda, on a single day. */
  columns?: readonly GridColumn[]
  /** The calendar wrapped by the drag addon, and what a drop asks for. */
  calendar?: GridCalendar
  drag?: DragProps
}

const STEP_MINUTES = 15
const ROWS_PER_HOUR = 4
const VIEWS = { day: true, week: true } as const
// The published types of the wrapper ask for props that the calendar does not always give.
const PARTS = {
  event: VisitBox,
  eventWrapper: VisitWrapper as ComponentType<EventWrapperProps<CalendarEvent>>,
  header: DayHeader,
  resourceHeader: ColumnHeader,
  timeSlotWrapper: Slot as ComponentType,
}
const BY_COLUMN = {
  resourceIdAccessor: (column: object) => (column as GridColumn).id,
  resourceTitleAccessor: (column: object) => (column as GridColumn).title,
  resourceAccessor: 'column',
} as const
const PLAIN: GridCalendar = Calendar as unknown as GridCalendar
const nothing = () => {}

/** The only place that knows react-big-calendar. What happens beside it, such as an open card, leaves it alone. */
export const AgendaGrid = memo(Grid)

function Grid(props: AgendaGridProps) {
  const { view, day, label, columns, onOpen, onDay, onFree, calendar, drag } = props
  const agenda = useShown(props)
  const locale = useLocale()
  const { timezone } = agenda
  const localizer = useMemo(() => clinicLocalizer({ timeZone: timezone, locale }), [timezone, locale])
  const events = useMemo(() => toEvents(agenda.appointments), [agenda.appointments])
  const hour = useMemo(() => hourHeight(agenda.appointments), [agenda.appointments])
  const free = useFree(agenda, hour, onFree && columns)
  const backdrop = useMemo(() => [...toBackground(agenda.open), ...free], [agenda.open, free])
  const stops = useMemo(() => [...events, ...free], [events, free])
  const date = useMemo(() => noon(day, timezone), [day, timezone])
  const hours = useGridHours(agenda, date, view)
  const rows = { '--hour': `${hour}px` } as CSSProperties
  const classOf = useCallback((event: CalendarEvent) => classesOf(event, hour), [hour])
  const select = useCallback(({ appointment }: CalendarEvent) => appointment && onOpen(appointment), [onOpen])
  const context = useMemo(
    () => ({ writers: agendaWriters(timezone, locale), timeZone: timezone, onOpen, onDay, onFree }),
    [timezone, locale, onOpen, onDay, onFree],
  )
  const box = useFocusableScroll(label, view)
  const RbcCalendar = calendar ?? PLAIN
  return (
    <GridContext value={context}>
      <RovingVisits events={stops} timeZone={timezone}>
        <div ref={box} className={`grid grid-${view}${columns ? ' grid-columns' : ''}`} style={rows}>
          <RbcCalendar
            localizer={localizer}
            view={view}
            views={VIEWS}
            date={date}
            events={events}
            backgroundEvents={backdrop}
            components={PARTS}
            eventPropGetter={classOf}
            toolbar={false}
            selectable={false}
            step={STEP_MINUTES}
            timeslots={ROWS_PER_HOUR}
            dayLayoutAlgorithm="no-overlap"
            tooltipAccessor={null}
            drilldownView={null}
            onNavigate={nothing}
            onView={nothing}
            onSelectEvent={select}
            {...hours}
            {...(columns && { ...BY_COLUMN, resources: columns as GridColumn[] })}
            {...drag}
          />
        </div>
      </RovingVisits>
    </GridContext>
  )
}

function useShown({ agenda, view, day }: Pick<AgendaGridProps, 'agenda' | 'view' | 'day'>) {
  return useMemo(() => {
    const { from, to } = visibleDays({ view, day })
    return within(agenda, from, to)
  }, [agenda, view, day])
}

const NONE: readonly CalendarEvent[] = []

/** The free stretches of the columns, where a new visit can be asked for. */
function useFree(
  agenda: AgendaGridProps['agenda'],
  hour: number,
  columns: AgendaGridProps['columns'],
): readonly CalendarEvent[] {
  return useMemo(() => {
    if (!columns) return NONE
    const titles = new Map(columns.map(({ id, title }) => [id, title]))
    const named = (event: CalendarEvent) => ({ ...event, title: titles.get(event.column) ?? '' })
    return toFree(agenda, { hour, now: new Date() }).map(named)
  }, [agenda, hour, columns])
}

function useLocale(): string {
  const { i18n } = useLingui()
  return formatLocale(i18n.locale === 'en' ? 'en' : 'es')
}

/** The rows, and where they start; a refetch of the same days leaves the reader's scroll alone. */
function useGridHours(agenda: Agenda, date: Date, view: 'day' | 'week') {
  const { from, to } = useMemo(() => visibleHours(agenda), [agenda])
  const { timezone } = agenda
  const start = firstMinute(agenda, { from, to }, minuteNow(date, view, timezone))
  return useMemo(() => {
    const at = (minute: number) => minuteInstant(date, minute, timezone)
    return { min: at(from), max: at(to), scrollToTime: at(start) }
  }, [from, to, start, date, timezone])
}

/** The minute of the day, when today is on screen. */
function minuteNow(date: Date, view: 'day' | 'week', timeZone: string): number | null {
  const now = new Date()
  const [day, today] = [dayOf(date, timeZone), dayOf(now, timeZone)]
  const shown = view === 'day' ? day === today : startOfWeek(day) === startOfWeek(today)
  return shown ? minuteOfDay(now, timeZone) : null
}

const TWO_LINES = 34

/** A box too low for two lines shows the name alone. */
function classesOf({ appointment, mode, free, start, end }: CalendarEvent, hour: number) {
  if (free) return { className: 'free-gap' }
  if (!appointment) return { className: `open-hours is-${mode}` }
  const height = ((end.getTime() - start.getTime()) / 3_600_000) * hour
  return { className: `visit-box is-${statusOf(appointment)}${height < TWO_LINES ? ' is-short' : ''}` }
}

/** The rows scroll inside their own box: it must take the focus and have a name, or keys cannot scroll it. */
function useFocusableScroll(label: string, view: string) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const rows = box.current?.querySelector(`.grid-${view} .rbc-time-content, .rbc-time-content`)
    rows?.setAttribute('tabindex', '0')
    rows?.setAttribute('role', 'group')
    rows?.setAttribute('aria-label', label)
  }, [label, view])
  return box
}
