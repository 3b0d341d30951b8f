import { useLingui } from '@lingui/react'
import { useClock } from './useClock'

/** Said only to those whose phone shows another hour than the clinic's: a daughter abroad booking for her mother. */
export function ZoneNote({ at, timeZone }: { at: string; timeZone?: string | undefined }) {
  const { i18n } = useLingui()
  const clinic = useClock(timeZone)
  return clinic.differsFromDevice(at) && <p className="zone-note">{i18n._('zone.note')}</p>
}
