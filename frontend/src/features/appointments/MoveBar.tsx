import { useLingui } from '@lingui/react'
import { useEffect, useRef } from 'react'
import type { Slot } from '../../api/client'
import type { Problem } from '../../api/problem'
import type { Clock } from '../../time/format'

interface MoveBarProps {
  slot: Slot
  clock: Clock
  busy: boolean
  problem: Problem | null
  onMove: (slot: Slot) => void
}

/** The third tap: "Cambiar a…", always in reach at the foot of the screen. */
export function MoveBar({ slot, clock, busy, problem, onMove }: MoveBarProps) {
  const { i18n } = useLingui()
  const bar = useRef<HTMLDivElement>(null)
  const to = { day: clock.shortDay(slot.start), time: clock.time(slot.start) }
  useEffect(() => {
    if (slot) bar.current?.querySelector('button')?.focus({ preventScroll: true })
  }, [slot])
  return (
    <div ref={bar} className="move-bar">
      {problem && (
        <p role="alert" className="field-error">
          {problem.offline ? i18n._('offline.body') : problem.detail}
        </p>
      )}
      <button type="button" className="button button-main" disabled={busy} onClick={() => onMove(slot)}>
        {i18n._('move.to', to)}
      </button>
    </div>
  )
}
