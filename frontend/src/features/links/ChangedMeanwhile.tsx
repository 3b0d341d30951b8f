import { useLingui } from '@lingui/react'
import type { Link } from '../../api/client'
import { Alert } from '../../ui/ErrorSummary'
import { useClock } from '../clinic/useClock'

interface ChangedMeanwhileProps {
  /** As it was when the person tapped, and as it is. */
  seen: Link
  now: Link
  attempt: number
}

/** Somebody else was faster: nothing was done, and what the person chose is still there. */
export function ChangedMeanwhile({ seen, now, attempt }: ChangedMeanwhileProps) {
  const { i18n } = useLingui()
  return (
    <Alert title={i18n._('link.changed')} attempt={attempt}>
      <p>{useWhat(seen, now)}</p>
      {now.can.length > 0 && <p>{i18n._('link.changed.again')}</p>}
    </Alert>
  )
}

function useWhat(seen: Link, now: Link): string {
  const { i18n } = useLingui()
  const clock = useClock(now.timezone)
  if (now.state === 'cancelled') return i18n._('link.changed.cancelled')
  const place = { day: clock.dated(now.start), time: clock.time(now.start), name: now.practitioner_name }
  if (now.start !== seen.start) return i18n._('link.changed.moved', place)
  if (now.practitioner !== seen.practitioner) return i18n._('link.changed.practitioner', place)
  return i18n._('link.changed.other')
}
