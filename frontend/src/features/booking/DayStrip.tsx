import { useLingui } from '@lingui/react'
import { useEffect, useRef } from 'react'
import type { Clock } from '../../time/format'
import type { FreeDay } from './slots'

interface DayStripProps {
  days: readonly FreeDay[]
  chosen: string | undefined
  clock: Clock
  onChoose: (day: string) => void
}

export function DayStrip({ days, chosen, clock, onChoose }: DayStripProps) {
  const { i18n } = useLingui()
  const strip = useRef<HTMLFieldSetElement>(null)
  useEffect(() => {
    if (chosen)
      strip.current
        ?.querySelector('[aria-pressed="true"]')
        ?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [chosen])
  return (
    <fieldset ref={strip} className="day-strip">
      <legend className="visually-hidden">{i18n._('times.days')}</legend>
      {days.map((day) => (
        <DayButton key={day.key} day={day} clock={clock} pressed={day.key === chosen} onChoose={onChoose} />
      ))}
    </fieldset>
  )
}

interface DayButtonProps {
  day: FreeDay
  clock: Clock
  pressed: boolean
  onChoose: (day: string) => void
}

function DayButton({ day, clock, pressed, onChoose }: DayButtonProps) {
  const { i18n } = useLingui()
  const at = day.slots[0]?.start ?? day.key
  return (
    <button type="button" className="day" aria-pressed={pressed} onClick={() => onChoose(day.key)}>
      <span>{clock.weekday(at)}</span> <strong>{clock.dayOfMonth(at)}</strong> <span>{clock.month(at)}</span>{' '}
      <span className="day-count">{i18n._('times.places', { count: day.places })}</span>
    </button>
  )
}
