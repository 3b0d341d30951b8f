import { GLYPHS, type Status, statusWord } from './status'

/** Glyph and word: never colour alone. */
export function StatusMark({ status }: { status: Status }) {
  return (
    <span className={`status is-${status}`}>
      <span aria-hidden="true">{GLYPHS[status]}</span> {statusWord(status)}
    </span>
  )
}
