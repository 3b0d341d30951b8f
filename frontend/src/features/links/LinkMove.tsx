import { useLingui } from '@lingui/react'
import { useState } from 'react'
import type { Link, Slot } from '../../api/client'
import { MoveBar } from '../appointments/MoveBar'
import { TimePicker } from '../booking/TimePicker'
import { useClock } from '../clinic/useClock'

interface LinkMoveProps {
  link: Link
  busy: boolean
  onMove: (slot: Slot) => void
}

/** "Mover": a tap on the day and hour, and one that changes. */
export function LinkMove({ link, busy, onMove }: LinkMoveProps) {
  const { i18n } = useLingui()
  const clock = useClock(link.timezone)
  const [day, setDay] = useState<string | undefined>(clock.dayKey(link.start))
  const [chosen, setChosen] = useState<Slot>()
  return (
    <section aria-label={i18n._('move.title')}>
      <TimePicker
        service={link.service}
        practitioner={link.practitioner}
        day={day}
        onDay={setDay}
        marked={chosen?.start ?? ''}
        onChoose={setChosen}
      />
      {chosen && <MoveBar slot={chosen} clock={clock} busy={busy} problem={null} onMove={onMove} />}
    </section>
  )
}
