import { i18n } from '@lingui/core'
import type { Patient } from '../../api/client'
import { formatLocale } from '../../i18n/i18n'
import { ageOn, type Day } from '../agenda/clinicDates'

/** Dominican numbers as people write them here, others as they are. */
export function phoneWords(phone: string): string {
  return phone.replace(/^\+1 ?(\d{3})-?(\d{3})-?(\d{4})$/, '$1-$2-$3')
}

/** "34 años · 809-555-0134 · 000123" */
export function aboutWords({ birth_date, phone, number }: Patient, today: Day): string {
  const parts = [
    birth_date && i18n._('patients.age', { years: ageOn(birth_date, today) }),
    phone && phoneWords(phone),
    number,
  ]
  return parts.filter(Boolean).join(' · ')
}

/** "Próxima cita: jue 26 nov, 9:30 a. m., Dra. Carmen Pérez", or null. */
export function nextVisitWords({ next_visit: visit }: Pick<Patient, 'next_visit'>): string | null {
  if (!visit) return null
  const when = new Intl.DateTimeFormat(formatLocale(), {
    timeZone: visit.timezone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    hour12: true,
  }).format(new Date(visit.start))
  return i18n._('patients.next', { when, who: visit.practitioner_name })
}
