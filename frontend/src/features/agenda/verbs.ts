import { i18n } from '@lingui/core'
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import {
  type Agenda,
  type AgendaList,
  type Appointment,
  approveAppointment,
  arriveAppointment,
  callAppointment,
  cancelAppointment,
  confirmAppointment,
  finishAppointment,
  noShowAppointment,
  reopenAppointment,
  rescheduleAppointment,
  startAppointment,
  type Verb,
} from '../../api/client'
import { getAppointmentQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { dayOf } from './clinicDates'

/** What a person may do with a visit. The server says which of them are possible now (`can`). */
export interface VerbValues {
  start?: string
  /** With whom; without it the same as before. */
  practitioner?: number
  location?: number
  reason?: string
}

export interface VerbRequest {
  verb: Verb
  appointment: Appointment
  values?: VerbValues
}

type PlainVerb = Exclude<Verb, 'reschedule' | 'cancel'>

const PLAIN = {
  confirm: confirmAppointment,
  arrive: arriveAppointment,
  call: callAppointment,
  start: startAppointment,
  finish: finishAppointment,
  no_show: noShowAppointment,
  approve: approveAppointment,
  reopen: reopenAppointment,
} as const satisfies Record<PlainVerb, unknown>

/** In the order in which a visit goes through them. */
export const VERB_ORDER: readonly Verb[] = [
  'approve',
  'arrive',
  'call',
  'start',
  'finish',
  'confirm',
  'no_show',
  'reopen',
  'reschedule',
  'cancel',
]

const WORDS: Record<Verb, () => string> = {
  approve: () => i18n._('agenda.verb.approve'),
  arrive: () => i18n._('agenda.verb.arrive'),
  call: () => i18n._('agenda.verb.call'),
  start: () => i18n._('agenda.verb.start'),
  finish: () => i18n._('agenda.verb.finish'),
  confirm: () => i18n._('agenda.verb.confirm'),
  no_show: () => i18n._('agenda.verb.no_show'),
  reopen: () => i18n._('agenda.verb.reopen'),
  reschedule: () => i18n._('agenda.verb.reschedule'),
  cancel: () => i18n._('agenda.verb.cancel'),
}

export function verbWord(verb: Verb): string {
  return WORDS[verb]()
}

export function possibleVerbs({ can }: Pick<Appointment, 'can'>): Verb[] {
  return VERB_ORDER.filter((verb) => can.includes(verb))
}

async function send({ verb, appointment, values = {} }: VerbRequest): Promise<Appointment> {
  const target = { path: { id: appointment.id }, headers: { 'If-Match': `"${appointment.sequence}"` } }
  if (verb === 'reschedule') return moved(target, { ...values, start: values.start ?? appointment.start })
  if (verb === 'cancel') {
    const body = { reason: values.reason || null }
    const { data } = await cancelAppointment({ ...target, body, throwOnError: true })
    return data
  }
  const { data } = await PLAIN[verb]({ ...target, body: {}, throwOnError: true })
  return data
}

interface Target {
  path: { id: number }
  headers: { 'If-Match': string }
}

async function moved(target: Target, { start, practitioner, location }: VerbValues & { start: string }) {
  const body = { start, practitioner: practitioner ?? null, location: location ?? null }
  const { data } = await rescheduleAppointment({ ...target, body, throwOnError: true })
  return data
}

/** Runs a verb; the answer takes its place on screen at once, before any event about it comes back. */
export function useVerb(onDone?: (changed: Appointment, request: VerbRequest) => void) {
  const queries = useQueryClient()
  return useMutation<Appointment, Problem, VerbRequest>({
    mutationFn: send,
    onSuccess: (changed, request) => {
      noteOwn(request.appointment)
      noteOwn(changed)
      placeEverywhere(queries, changed)
      onDone?.(changed, request)
    },
    // A stale or impossible verb means that the screen is behind: read again.
    onError: () => void queries.invalidateQueries(),
  })
}

interface AgendaKey {
  _id?: string
  query?: AgendaDays & { practitioner: number | number[] }
}

/** Puts a visit where it now belongs, in every agenda that is known. */
export function placeEverywhere(queries: QueryClient, changed: Appointment) {
  queries.setQueryData(getAppointmentQueryKey({ path: { id: changed.id } }), changed)
  for (const [key, data] of queries.getQueriesData({})) {
    const { _id, query } = key[0] as AgendaKey
    if (!data || !query) continue
    if (_id === 'getAgenda')
      queries.setQueryData(key, within(data as Agenda, changed, query, query.practitioner))
    if (_id === 'listAgendas') queries.setQueryData(key, inEach(data as AgendaList, changed, query))
  }
}

function inEach(list: AgendaList, changed: Appointment, days: AgendaDays): AgendaList {
  const items = list.items.map((agenda) => ({
    ...agenda,
    ...within(agenda, changed, days, agenda.practitioner),
  }))
  return { ...list, items }
}

interface AgendaDays {
  from: string
  to: string
}

function within(agenda: Agenda, changed: Appointment, { from, to }: AgendaDays, practitioner: unknown) {
  const day = dayOf(changed.start, agenda.timezone)
  return placed(agenda, changed, practitioner === changed.practitioner && from <= day && day <= to)
}

/** The agenda with the changed visit in its new place, or without it. */
export function placed(agenda: Agenda, changed: Appointment, belongs: boolean): Agenda {
  const others = agenda.appointments.filter(({ id }) => id !== changed.id)
  const appointments = belongs ? [...others, changed] : others
  return { ...agenda, appointments: appointments.sort((a, b) => Date.parse(a.start) - Date.parse(b.start)) }
}

const own = new Set<string>()
const signature = ({ id, sequence, state, confirmed, start, practitioner }: Appointment) =>
  [id, sequence, state, confirmed, start, practitioner].join()

/** Keeps in mind that this screen made the change. */
export function noteOwn(changed: Appointment) {
  own.add(signature(changed))
}

/** Whether this screen made the change itself: then nobody needs to be told. */
export function isOwn(appointment: Appointment): boolean {
  return own.has(signature(appointment))
}
