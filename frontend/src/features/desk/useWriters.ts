import { useLingui } from '@lingui/react'
import { useMemo } from 'react'
import { formatLocale } from '../../i18n/i18n'
import { agendaWriters, type Writers } from '../agenda/clinicDates'

/** The ways to write a date, in the clinic's zone and the reader's language. */
export function useWriters(timeZone: string): Writers {
  const { i18n } = useLingui()
  const locale = formatLocale(i18n.locale === 'en' ? 'en' : 'es')
  return useMemo(() => agendaWriters(timeZone, locale), [timeZone, locale])
}
