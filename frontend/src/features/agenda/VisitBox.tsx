import { useLingui } from '@lingui/react'
import { memo } from 'react'
import type { CalendarEvent } from './calendarEvents'
import { useFlash } from './flash'
import { useGrid } from './gridContext'
import type { Appointment } from './model'
import { GLYPHS, statusOf, statusWord } from './status'

/** A visit in the grid: the name first, then what it is for, then (for ears) the hour and the state. */
export function VisitBox({ event }: { event: CalendarEvent }) {
  if (event.free) return <Free event={event} />
  return event.appointment && <Visit event={event} appointment={event.appointment} />
}

/** Room for a new visit: seen when it is pointed at, heard with its hours and whose they are. */
function Free({ event: { start, end, title } }: { event: CalendarEvent }) {
  const { i18n } = useLingui()
  const { time } = useGrid().writers
  return (
    <span className="free-words">
      {i18n._('board.free')}
      <span className="visually-hidden">
        {`, ${i18n._('agenda.visit.span', { start: time(start), end: time(end) })}, ${title}`}
      </span>
    </span>
  )
}

/** The calendar draws all its boxes for each change of one: the others stay as they are. */
const Visit = memo(VisitContent)

function VisitContent({ event, appointment }: { event: CalendarEvent; appointment: Appointment }) {
  const { i18n } = useLingui()
  const { time } = useGrid().writers
  const status = statusOf(appointment)
  const flashing = useFlash(appointment.id)
  const span = i18n._('agenda.visit.span', { start: time(event.start), end: time(event.end) })
  return (
    <span className={flashing ? 'visit visit-flash' : 'visit'}>
      <span className="visit-glyph" aria-hidden="true">
        {GLYPHS[status]}
      </span>
      <span className="visit-text">
        <span className="visit-name">{event.title}</span>
        <span className="visually-hidden">{`, ${span}, `}</span>
        <span className="visit-service">
          {appointment.turn !== null && `${i18n._('agenda.turn', { turn: appointment.turn })} · `}
          {appointment.service_name}
        </span>
        <span className="visually-hidden">{`, ${statusWord(status)}`}</span>
      </span>
    </span>
  )
}
