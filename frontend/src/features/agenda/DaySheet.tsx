import { useLingui } from '@lingui/react'
import { phoneWords } from '../patients/words'
import { ageOn, type Day, type Writers } from './clinicDates'
import type { Agenda, Appointment } from './model'
import { holdsItsTime, isHeld, nameOf, statusOf, statusWord } from './status'

interface DaySheetProps {
  agenda: Pick<Agenda, 'appointments'>
  title: string
  /** Whose day, or several when each row must say it. */
  practitioner: string | null
  today: Day
  writers: Writers
}

/** The day on paper, for hours without power or internet: only the printer sees it. */
export function DaySheet({ agenda, title, practitioner, today, writers }: DaySheetProps) {
  const { i18n } = useLingui()
  const visits = agenda.appointments.filter((visit) => holdsItsTime(visit) && !isHeld(visit))
  return (
    <section className="sheet" aria-hidden="true">
      <h2>{[title, practitioner].filter(Boolean).join(' · ')}</h2>
      <table>
        <thead>
          <tr>
            <th>{i18n._('agenda.sheet.time')}</th>
            <th>{i18n._('agenda.sheet.patient')}</th>
            <th>{i18n._('agenda.sheet.phone')}</th>
            <th>{i18n._('agenda.sheet.what')}</th>
            <th>{i18n._('agenda.sheet.notes')}</th>
          </tr>
        </thead>
        <tbody>
          {visits.map((visit) => (
            <SheetRow key={visit.id} {...{ visit, today, writers }} several={practitioner === null} />
          ))}
        </tbody>
      </table>
      <p>{i18n._('agenda.sheet.printed', { when: writers.moment(new Date()) })}</p>
    </section>
  )
}

interface SheetRowProps extends Pick<DaySheetProps, 'today' | 'writers'> {
  visit: Appointment
  several: boolean
}

function SheetRow({ visit, today, writers, several }: SheetRowProps) {
  const { i18n } = useLingui()
  const { start, turn, birth_date: birthDate, phone, service_name: service, reason, note } = visit
  const age = birthDate && i18n._('agenda.age', { years: ageOn(birthDate, today) })
  return (
    <tr>
      <td>
        {writers.time(new Date(start))}
        {turn !== null && ` · ${i18n._('agenda.turn', { turn })}`}
      </td>
      <td>
        <strong>{nameOf(visit)}</strong>
        {age && `, ${age}`}
        {several && ` · ${visit.practitioner_name}`}
      </td>
      <td>{phone && phoneWords(phone)}</td>
      <td>{[service, reason].filter(Boolean).join(' · ')}</td>
      <td>{[statusWord(statusOf(visit)), note].filter(Boolean).join(' · ')}</td>
    </tr>
  )
}
