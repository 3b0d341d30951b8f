import type { PractitionerAgenda } from '../../api/client'
import type { OwnedHours } from '../agenda/calendarEvents'
import { waitingMinutes } from '../agenda/dayRows'
import type { Agenda, Appointment, ScheduleException } from '../agenda/model'

export interface BoardAgenda extends Agenda {
  open: OwnedHours[]
}

/** One agenda out of several, for a single day; what closes the whole clinic is told once. */
export function together(
  agendas: readonly PractitionerAgenda[],
  shown: ReadonlySet<number>,
  timezone: string,
  nameOf: (practitioner: number) => string,
): BoardAgenda {
  const chosen = agendas.filter(({ practitioner }) => shown.has(practitioner))
  const holidays = new Map(chosen.flatMap(({ holidays }) => holidays).map((item) => [item.date, item]))
  return {
    timezone,
    appointments: byStart(chosen.flatMap(({ appointments }) => appointments)),
    open: chosen.flatMap(({ open, practitioner }) => open.map((hours) => ({ ...hours, practitioner }))),
    exceptions: exceptionsOf(chosen, nameOf),
    holidays: [...holidays.values()],
  }
}

export function byStart(visits: readonly Appointment[]): Appointment[] {
  return [...visits].sort((a, b) => Date.parse(a.start) - Date.parse(b.start) || a.id - b.id)
}

function exceptionsOf(
  agendas: readonly PractitionerAgenda[],
  nameOf: (practitioner: number) => string,
): ScheduleException[] {
  const found = new Map<number, ScheduleException>()
  for (const { exceptions, practitioner } of agendas)
    for (const item of exceptions) {
      const reason = [nameOf(practitioner), item.reason].filter(Boolean).join(' · ')
      found.set(item.id, found.has(item.id) ? item : { ...item, reason })
    }
  return [...found.values()]
}

export interface Waiter {
  appointment: Appointment
  minutes: number
}

/** Who sits in the waiting room, longest first. */
export function waiters(visits: readonly Appointment[], now: Date): Waiter[] {
  return visits
    .flatMap((appointment) => {
      const minutes = waitingMinutes(appointment, now)
      return minutes === null ? [] : [{ appointment, minutes }]
    })
    .sort((a, b) => b.minutes - a.minutes)
}

const MARKS = /\p{M}/gu
const plain = (text: string) => text.normalize('NFD').replace(MARKS, '').toLowerCase()
const digits = (text: string) => text.replace(/\D/g, '')

/** The visits that a name, a phone or a reference means: every word must be found, accents do not matter. */
export function findVisits(visits: readonly Appointment[], text: string): Appointment[] {
  const words = plain(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return visits.filter((visit) => words.every((word) => isIn(visit, word)))
}

const SHORTEST_NUMBER = 3

function isIn({ patient_name, number, phone }: Appointment, word: string): boolean {
  if (plain(patient_name ?? '').includes(word)) return true
  if (plain(number).replace('-', '').includes(word.replace('-', ''))) return true
  const wanted = digits(word)
  return wanted.length >= SHORTEST_NUMBER && wanted === word.replace(/[-+().]/g, '')
    ? digits(phone ?? '').includes(wanted)
    : false
}
