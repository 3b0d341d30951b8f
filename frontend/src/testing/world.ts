import type { Appointment, Clinic, Practitioner, Service, Slot } from '../api/client'

export const START = '2026-11-25T09:30:00-04:00'

export const clinic: Clinic = {
  name: 'Clínica de prueba',
  phone: '+18095550100',
  email: null,
  colour: '#0f6b66',
  timezone: 'America/Santo_Domingo',
  languages: ['es', 'en'],
  locations: [
    {
      id: 1,
      name: 'Centro',
      street: 'Calle Duarte 1',
      city: 'La Vega',
      phone: null,
      map_url: null,
      timezone: 'America/Santo_Domingo',
      arrival_note: null,
    },
  ],
  consent: { version: '1', text: 'Acepto.' },
  hold_minutes: 10,
  today: '2026-11-23',
  now: '2026-11-23T10:00:00-04:00',
}

export const services: Service[] = [
  {
    id: 1,
    name: 'Consulta general',
    description: null,
    duration: 20,
    price: { amount: '1500.00', currency: 'DOP' },
    specialty: null,
    practitioners: [1, 2],
    instructions: null,
    needs_approval: false,
    minimum_notice: 0,
    maximum_horizon: 60,
  },
]

export const practitioners: Practitioner[] = ['Dra. Carmen Pérez', 'Dr. Rafael Santos'].map(
  (name, index) => ({
    id: index + 1,
    name,
    title: null,
    colour: null,
    biography: null,
    specialties: [],
    services: [{ id: 1, duration: 20, price: null }],
    locations: [1],
    insurers: [],
    photo: null,
  }),
)

export function slot(over: Partial<Slot> = {}): Slot {
  return {
    start: START,
    end: '2026-11-25T09:50:00-04:00',
    practitioner: 1,
    location: 1,
    mode: 'time',
    turn: null,
    left: null,
    block_start: null,
    block_end: null,
    ...over,
  }
}

export function appointment(over: Partial<Appointment> = {}): Appointment {
  return {
    id: 7,
    number: 'LV-4K7Q2M',
    state: 'booked',
    start: START,
    end: '2026-11-25T09:50:00-04:00',
    mode: 'time',
    turn: null,
    timezone: 'America/Santo_Domingo',
    practitioner: 1,
    practitioner_name: 'Dra. Carmen Pérez',
    service: 1,
    service_name: 'Consulta general',
    location: 1,
    location_name: 'Centro',
    room: null,
    patient: 3,
    patient_name: 'Juana Reyes',
    reason: null,
    note: null,
    price: null,
    instructions: null,
    sequence: 0,
    confirmed: false,
    requested: false,
    confirmed_at: null,
    called_at: null,
    arrived_at: null,
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
    to_verify: null,
    can: ['cancel', 'reschedule'],
    ...over,
  }
}
