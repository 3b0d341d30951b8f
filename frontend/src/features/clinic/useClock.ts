import { useLingui } from '@lingui/react'
import { formatLocale } from '../../i18n/i18n'
import { type Clock, clock } from '../../time/format'
import { useClinic } from './queries'

const PILOT_ZONE = 'America/Santo_Domingo'

/** The clock of a place; the clinic's own when no zone is given. Follows the language switch. */
export function useClock(timeZone?: string): Clock {
  useLingui()
  const clinic = useClinic().data
  return clock(timeZone ?? clinic?.timezone ?? PILOT_ZONE, formatLocale())
}
