import { useLingui } from '@lingui/react'
import { useMemo } from 'react'
import { Link } from 'wouter'
import { addDays, type Day, type Writers } from '../agenda/clinicDates'
import type { Appointment } from '../agenda/model'
import { nameOf } from '../agenda/status'
import { useMinute } from '../agenda/useMinute'
import { waiters } from './board'
import { useBooked, useWaitingCount } from './queries'

interface BoardRailProps {
  visits: readonly Appointment[]
  today: Day
  timeZone: string
  writers: Writers
  onOpen: (appointment: Appointment) => void
}

/** Beside the columns: who waits, and what is left to do. */
export function BoardRail({ visits, today, onOpen }: BoardRailProps) {
  const { i18n } = useLingui()
  return (
    <aside className="rail" aria-label={i18n._('board.rail')}>
      <WaitingRoom visits={visits} onOpen={onOpen} />
      <Requests visits={visits} onOpen={onOpen} />
      <ToDo today={today} />
    </aside>
  )
}

function WaitingRoom({ visits, onOpen }: Pick<BoardRailProps, 'visits' | 'onOpen'>) {
  const { i18n } = useLingui()
  const now = useMinute()
  const waiting = useMemo(() => waiters(visits, now), [visits, now])
  return (
    <section className="rail-part">
      <h2>{i18n._('board.waiting', { count: waiting.length })}</h2>
      {waiting.length === 0 && <p className="form-hint">{i18n._('board.waiting.none')}</p>}
      <ul>
        {waiting.map(({ appointment, minutes }) => (
          <li key={appointment.id}>
            <button type="button" className="rail-visit" onClick={() => onOpen(appointment)}>
              <span className="rail-name">{nameOf(appointment)}</span>
              <span className="rail-minutes">{i18n._('agenda.minutes', { minutes })}</span>
              <span className="rail-what">{appointment.practitioner_name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Booked online, waiting for somebody to say yes. */
function Requests({ visits, onOpen }: Pick<BoardRailProps, 'visits' | 'onOpen'>) {
  const { i18n } = useLingui()
  const requests = visits.filter(({ can }) => can.includes('approve'))
  if (requests.length === 0) return null
  return (
    <section className="rail-part">
      <h2>{i18n._('board.requests', { count: requests.length })}</h2>
      <ul>
        {requests.map((appointment) => (
          <li key={appointment.id}>
            <button type="button" className="rail-visit" onClick={() => onOpen(appointment)}>
              <span className="rail-name">{nameOf(appointment)}</span>
              <span className="rail-what">{appointment.service_name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function ToDo({ today }: { today: Day }) {
  const { i18n } = useLingui()
  const tomorrow = useBooked(addDays(today, 1))
  const unconfirmed = tomorrow.data?.items.filter(({ confirmed }) => !confirmed).length
  const waiting = useWaitingCount()
  return (
    <section className="rail-part rail-to-do">
      <h2>{i18n._('board.to_do')}</h2>
      <ul className="rail-links">
        <li>
          <Link href="/clinica/por-confirmar">
            {i18n._('confirm.title')} <Count value={unconfirmed} />
          </Link>
        </li>
        <li>
          <Link href="/clinica/espera">
            {i18n._('waiting.title')} <Count value={waiting} />
          </Link>
        </li>
      </ul>
    </section>
  )
}

function Count({ value }: { value: number | undefined }) {
  return value === undefined ? null : <span className="count">{value}</span>
}
