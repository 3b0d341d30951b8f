import { formatLocale } from '../../i18n/i18n'

/** A day and an hour as the clinic's clocks show them, whatever the browser's zone. */
export function momentIn(iso: string, timezone: string): string {
  return new Intl.DateTimeFormat(formatLocale(), {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: timezone,
  }).format(new Date(iso))
}
