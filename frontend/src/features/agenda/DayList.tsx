import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useMemo } from 'react'
import type { Day, Writers } from './clinicDates'
import { type DayRow, dayRows, type GapRow, nextVisit, waitingMinutes } from './dayRows'
import { useFlash } from './flash'
import type { Agenda, Appointment, Verb } from './model'
import { Age, StatusMark } from './StatusMark'
import { nameOf, statusOf } from './status'
import { useMinute } from './useMinute'
import { possibleVerbs, verbWord } from './verbs'

export interface DayListProps {
  agenda: Agenda
  today: Day
  writers: Writers
  onOpen: (appointment: Appointment) => void
  onVerb: (verb: Verb, appointment: Appointment) => void
  busy: boolean
  /** Of several practitioners: each visit says whose it is, and free time is not told. */
  several?: boolean
}

/** A day as a list: the full substitute of the grid, and what phones show first. */
export function DayList({ agenda, today, writers, onOpen, onVerb, busy, several = false }: DayListProps) {
  const { i18n } = useLingui()
  const now = useMinute()
  const rows = useMemo(() => dayRows(several ? { ...agenda, open: [] } : agenda, now), [agenda, now, several])
  const next = nextVisit(rows)
  if (rows.length === 0) return <p className="empty">{i18n._('agenda.list.empty')}</p>
  return (
    <ol className="day-list" aria-label={i18n._('agenda.list.label')}>
      {rows.map((row) =>
        row.kind === 'gap' ? (
          <Gap key={keyOf(row)} row={row} writers={writers} />
        ) : (
          <VisitItem
            key={keyOf(row)}
            appointment={row.appointment}
            now={now}
            isNext={row.appointment.id === next?.id}
            {...{ today, writers, onOpen, onVerb, busy, several }}
          />
        ),
      )}
    </ol>
  )
}

function keyOf(row: DayRow): string {
  return row.kind === 'gap' ? `g${row.start.getTime()}` : `a${row.appointment.id}`
}

function Gap({ row, writers }: { row: GapRow; writers: Writers }) {
  const { i18n } = useLingui()
  const span = { start: writers.time(row.start), end: writers.time(row.end) }
  return <li className="day-gap">{i18n._('agenda.list.free', span)}</li>
}

interface VisitItemProps
  extends Pick<DayListProps, 'today' | 'writers' | 'onOpen' | 'onVerb' | 'busy' | 'several'> {
  appointment: Appointment
  now: Date
  isNext: boolean
}

function VisitItem(props: VisitItemProps) {
  const { appointment, today, now, writers, isNext, several, onOpen, onVerb, busy } = props
  const flashing = useFlash(appointment.id)
  const status = statusOf(appointment)
  const classes = ['day-visit', `is-${status}`, isNext && 'is-next', flashing && 'is-flashing']
  return (
    <li className={classes.filter(Boolean).join(' ')}>
      <button type="button" className="day-visit-open" onClick={() => onOpen(appointment)}>
        <VisitTime appointment={appointment} writers={writers} />
        <span className="day-visit-who">
          <span>
            <span className="day-visit-name">{nameOf(appointment)}</span>{' '}
            <Age birthDate={appointment.birth_date} today={today} />
          </span>
          <span className="day-visit-what">
            {several ? `${appointment.practitioner_name} · ` : ''}
            {appointment.service_name}
            {appointment.reason ? ` · ${appointment.reason}` : ''}
          </span>
        </span>
        <StatusMark status={status} waiting={waitingMinutes(appointment, now)} />
      </button>
      {isNext && <NextActions appointment={appointment} onVerb={onVerb} busy={busy} />}
    </li>
  )
}

function VisitTime({ appointment, writers }: { appointment: Appointment; writers: Writers }) {
  const { i18n } = useLingui()
  const { turn, start } = appointment
  return (
    <span className="day-visit-time">
      {writers.time(new Date(start))}
      {turn !== null && <span className="day-visit-turn">{i18n._('agenda.turn', { turn })}</span>}
    </span>
  )
}

const QUICK: ReadonlySet<Verb> = new Set(['approve', 'arrive', 'call', 'start', 'finish'])

/** What comes next for the patient who comes next. */
function NextActions({ appointment, onVerb, busy }: Pick<VisitItemProps, 'appointment' | 'onVerb' | 'busy'>) {
  const verbs = possibleVerbs(appointment).filter((verb) => QUICK.has(verb))
  if (verbs.length === 0) return null
  return (
    <div className="day-visit-actions">
      {verbs.map((verb, index) => (
        <Button
          key={verb}
          size="sm"
          variant={index === 0 ? 'filled' : 'default'}
          disabled={busy}
          onClick={() => onVerb(verb, appointment)}
        >
          {verbWord(verb)}
        </Button>
      ))}
    </div>
  )
}
