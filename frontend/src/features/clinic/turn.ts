import type { I18n } from '@lingui/core'
import type { Clock } from '../../time/format'

/** "Turno 7, hacia las 10:40 a. m."; at one o'clock Spanish says "hacia la". */
export function turnText(i18n: I18n, clock: Clock, turn: number, at: string): string {
  return i18n._('times.turn', { turn, time: clock.time(at), hour: clock.isOne(at) ? 'one' : 'many' })
}
