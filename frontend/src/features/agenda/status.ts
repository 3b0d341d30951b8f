import { i18n } from '@lingui/core'
import type { Appointment, AppointmentState } from './model'

/** What a person sees of an appointment's state. Never colour alone: each has a glyph and a word. */
export type Status = AppointmentState | 'confirmed' | 'held'

export const GLYPHS: Record<Status, string> = {
  held: '…',
  pending: '◌',
  booked: '○',
  confirmed: '✓',
  arrived: '●',
  in_progress: '▶',
  fulfilled: '■',
  noshow: '✕',
  cancelled: '–',
}

const WORDS: Record<Status, () => string> = {
  held: () => i18n._('agenda.status.held'),
  pending: () => i18n._('agenda.status.pending'),
  booked: () => i18n._('agenda.status.booked'),
  confirmed: () => i18n._('agenda.status.confirmed'),
  arrived: () => i18n._('agenda.status.arrived'),
  in_progress: () => i18n._('agenda.status.in_progress'),
  fulfilled: () => i18n._('agenda.status.fulfilled'),
  noshow: () => i18n._('agenda.status.noshow'),
  cancelled: () => i18n._('agenda.status.cancelled'),
}

type Told = Pick<Appointment, 'state' | 'confirmed' | 'requested'>

export function statusOf({ state, confirmed, requested }: Told): Status {
  if (state === 'pending') return requested ? 'pending' : 'held'
  return state === 'booked' && confirmed ? 'confirmed' : state
}

/** Somebody is booking this time at this moment: it has no patient yet. */
export function isHeld({ state, requested }: Pick<Appointment, 'state' | 'requested'>): boolean {
  return state === 'pending' && !requested
}

export function nameOf({ patient_name }: Pick<Appointment, 'patient_name'>): string {
  return patient_name ?? i18n._('agenda.nobody')
}

export function statusWord(status: Status): string {
  return WORDS[status]()
}

const GIVES_UP_ITS_TIME: ReadonlySet<AppointmentState> = new Set(['cancelled', 'noshow'])

export function holdsItsTime({ state }: Pick<Appointment, 'state'>): boolean {
  return !GIVES_UP_ITS_TIME.has(state)
}

/** Cancelled visits leave the agenda; those who did not come stay, so that the day can be accounted for. */
export function isShown({ state }: Pick<Appointment, 'state'>): boolean {
  return state !== 'cancelled'
}
