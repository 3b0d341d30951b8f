import { i18n } from '@lingui/core'
import { useEffect, useRef } from 'react'
import { notify } from '../../staff/notices'
import { type Change, changesBetween } from './changes'
import type { Writers } from './clinicDates'
import { flash } from './flash'
import type { Appointment } from './model'
import { nameOf, statusOf, statusWord } from './status'
import { isOwn } from './verbs'

/** Makes what others changed visible once and says it politely. */
export function useChanges(
  visits: readonly Appointment[] | undefined,
  place: string,
  writers: Writers,
): void {
  const last = useRef<{ place: string; appointments: readonly Appointment[] } | null>(null)
  useEffect(() => {
    if (!visits) return
    const before = last.current
    last.current = { place, appointments: visits }
    if (before?.place !== place) return
    const changes = changesBetween(before.appointments, visits, isOwn)
    for (const { appointment } of changes) flash(appointment.id)
    if (changes.length > 0) notify(sentence(changes, writers))
  }, [visits, place, writers])
}

function sentence(changes: readonly Change[], writers: Writers): string {
  const [change] = changes
  if (!change || changes.length > 1) return i18n._('agenda.change.many', { count: changes.length })
  const { appointment, kind } = change
  const about = { name: nameOf(appointment), when: writers.moment(new Date(appointment.start)) }
  if (kind === 'new') return i18n._('agenda.change.new', about)
  if (kind === 'moved') return i18n._('agenda.change.moved', about)
  if (kind === 'gone') return i18n._('agenda.change.gone', about)
  return i18n._('agenda.change.state', { ...about, state: statusWord(statusOf(appointment)) })
}
