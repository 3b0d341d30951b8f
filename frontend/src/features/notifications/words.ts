import { i18n } from '@lingui/core'
import type { Notification, NotificationKind, NotificationState, NotificationVerb } from '../../api/client'
import { formatLocale } from '../../i18n/i18n'
import { dateWriters } from '../../time/writers'

const KINDS: Record<NotificationKind, () => string> = {
  request_received: () => i18n._('messages.kind.request_received'),
  approved: () => i18n._('messages.kind.approved'),
  declined: () => i18n._('messages.kind.declined'),
  confirmation: () => i18n._('messages.kind.confirmation'),
  reminder: () => i18n._('messages.kind.reminder'),
  reminder_today: () => i18n._('messages.kind.reminder_today'),
  moved: () => i18n._('messages.kind.moved'),
  cancelled_by_patient: () => i18n._('messages.kind.cancelled_by_patient'),
  cancelled_by_clinic: () => i18n._('messages.kind.cancelled_by_clinic'),
  late: () => i18n._('messages.kind.late'),
  late_over: () => i18n._('messages.kind.late_over'),
  affected: () => i18n._('messages.kind.affected'),
  offered: () => i18n._('messages.kind.offered'),
  code: () => i18n._('messages.kind.code'),
  email_verification: () => i18n._('messages.kind.email_verification'),
}

const STATES: Record<NotificationState, () => string> = {
  queued: () => i18n._('messages.state.queued'),
  sending: () => i18n._('messages.state.sending'),
  sent: () => i18n._('messages.state.sent'),
  delivered: () => i18n._('messages.state.delivered'),
  bounced: () => i18n._('messages.state.bounced'),
  complained: () => i18n._('messages.state.complained'),
  failed: () => i18n._('messages.state.failed'),
  refused: () => i18n._('messages.state.refused'),
  unknown: () => i18n._('messages.state.unknown'),
  cancelled: () => i18n._('messages.state.cancelled'),
  expired: () => i18n._('messages.state.expired'),
}

/** The server's own reasons; what the mail provider answered is shown as it came. */
const ERRORS = new Map([
  ['address-given-back', () => i18n._('messages.error.address_given_back')],
  ['sender-stopped', () => i18n._('messages.error.sender_stopped')],
  ['too-many-tries', () => i18n._('messages.error.too_many_tries')],
  ['tried-for-a-day', () => i18n._('messages.error.tried_for_a_day')],
])

const VERBS: Record<NotificationVerb, () => string> = {
  retry: () => i18n._('messages.retry'),
  cancel: () => i18n._('messages.cancel'),
}

export const kindWord = (kind: NotificationKind) => KINDS[kind]()
export const stateWord = (state: NotificationState) => STATES[state]()
export const verbWord = (verb: NotificationVerb) => VERBS[verb]()

export function errorWords(error: string): string {
  return ERRORS.get(error)?.() ?? error
}

/** Whom the desk would call: the patient, or the address of a message that is about no visit. */
export function nameOf({ patient_name, recipient }: Notification): string {
  return patient_name ?? recipient
}

type MomentWriter = (moment: Date) => string
const writers = new Map<string, MomentWriter>()

/** "mié, 25 nov, 9:30 a. m." on the clock of the place that the visit is at. */
export function momentWords(moment: string, timeZone: string): string {
  const locale = formatLocale()
  const key = `${locale} ${timeZone}`
  const write = writers.get(key) ?? momentWriter(timeZone, locale)
  writers.set(key, write)
  return write(new Date(moment))
}

function momentWriter(timeZone: string, locale: string): MomentWriter {
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const
  return dateWriters(timeZone, locale).named({ ...day, hour: 'numeric', minute: '2-digit', hour12: true })
}
