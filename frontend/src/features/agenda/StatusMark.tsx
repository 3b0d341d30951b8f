import { useLingui } from '@lingui/react'
import { ageOn, type Day } from './clinicDates'
import { GLYPHS, type Status, statusWord } from './status'

interface StatusMarkProps {
  status: Status
  /** Minutes in the waiting room. */
  waiting?: number | null
}

/** Glyph and word: never colour alone. */
export function StatusMark({ status, waiting = null }: StatusMarkProps) {
  const { i18n } = useLingui()
  return (
    <span className={`status is-${status}`}>
      <span aria-hidden="true">{GLYPHS[status]}</span> {statusWord(status)}
      {waiting !== null && <span> · {i18n._('agenda.minutes', { minutes: waiting })}</span>}
    </span>
  )
}

export function Age({ birthDate, today }: { birthDate: Day | null; today: Day }) {
  const { i18n } = useLingui()
  if (birthDate === null) return null
  return <span className="age">{i18n._('agenda.age', { years: ageOn(birthDate, today) })}</span>
}
