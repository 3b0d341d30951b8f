import type { Agenda, Appointment } from './model'

/** Made-up visits for tests, in the clinic's zone; only what a test is about has to be said. */
const PLAIN: Appointment = {
  id: 1,
  number: 'LV-4K7Q2M',
  state: 'booked',
  start: '2026-11-25T09:30:00-04:00',
  end: '2026-11-25T10:00:00-04:00',
  mode: 'time',
  turn: null,
  timezone: 'America/Santo_Domingo',
  practitioner: 3,
  practitioner_name: 'Dra. Carmen Pérez',
  service: 2,
  service_name: 'Consulta general',
  location: 1,
  location_name: 'La Vega',
  room: null,
  patient: 7,
  patient_name: 'Rosa Núñez',
  reason: null,
  price: null,
  instructions: null,
  sequence: 0,
  confirmed: false,
  requested: false,
  confirmed_at: null,
  arrived_at: null,
  called_at: null,
  started_at: null,
  ended_at: null,
  hold_until: null,
  origin: 'web',
  priority: 'routine',
  overbooked: false,
  cancelled_by: null,
  cancel_reason: null,
  phone: null,
  birth_date: null,
  note: null,
  to_verify: null,
  can: ['arrive', 'reschedule', 'cancel'],
}

const DAY = '2026-11-25'
const at = (time: string, day = DAY) => `${day}T${time}:00-04:00`

/** A visit from one wall time to another, `09:30`, on 25 November 2026. */
export function visit(from: string, to: string, more: Partial<Appointment> = {}): Appointment {
  return { ...PLAIN, start: at(from), end: at(to), ...more }
}

export function openHours(from: string, to: string, day = DAY): Agenda['open'][number] {
  return { start: at(from, day), end: at(to, day), mode: 'time' }
}

export function agendaOf(more: Partial<Agenda> = {}): Agenda {
  return {
    timezone: PLAIN.timezone,
    appointments: [],
    open: [],
    exceptions: [],
    holidays: [],
    ...more,
  }
}
