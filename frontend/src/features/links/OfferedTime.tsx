import { useLingui } from '@lingui/react'
import { useSearch } from 'wouter'
import { useClock } from '../clinic/useClock'

interface OfferedTimeProps {
  start: string
  timezone: string
  busy: boolean
  onMove: (to: { start: string }) => void
}

/** The time that the message offered: one tap, and only that tap, takes it. */
export function OfferedTime({ start, timezone, busy, onMove }: OfferedTimeProps) {
  const { i18n } = useLingui()
  const clock = useClock(timezone)
  const to = { day: clock.shortDay(start), time: clock.time(start) }
  return (
    <div className="actions">
      <button type="button" className="button button-main" disabled={busy} onClick={() => onMove({ start })}>
        {i18n._('move.to', to)}
      </button>
    </div>
  )
}

/** `?accion=reschedule&hora=2026-11-27T14:00:00-04:00` */
export function useOfferedTime(): string | null {
  const asked = new URLSearchParams(useSearch()).get('hora')
  return asked && !Number.isNaN(Date.parse(asked)) ? asked : null
}
