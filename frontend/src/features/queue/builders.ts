import type { Entry, Lane, Queue } from './model'

/** Made-up waiting rooms for tests: 25 November 2026, 10:00 in La Vega. */
export const NOW = '2026-11-25T10:00:00-04:00'
export const at = (time: string) => `2026-11-25T${time}:00-04:00`

export function entry(more: Partial<Entry> = {}): Entry {
  return {
    id: 1,
    number: 'LV-4K7Q2M',
    sequence: 2,
    state: 'arrived',
    stage: 'waiting',
    patient: 7,
    patient_name: 'Rosa Núñez',
    label: '7 · R.',
    service_name: 'Consulta general',
    room_name: null,
    start: at('09:30'),
    mode: 'time',
    turn: null,
    origin: 'web',
    priority: 'routine',
    groups: [],
    to_verify: false,
    checked_in_at: null,
    arrived_at: at('09:20'),
    called_at: null,
    started_at: null,
    ended_at: null,
    practitioner: 3,
    queue_only: false,
    may_call: true,
    waiting: 40,
    position: 1,
    reason: { code: 'scheduled', text: 'Tiene cita a las 9:30.', note: null },
    estimate: null,
    can: ['call', 'start', 'no_show'],
    undo: null,
    ...more,
  }
}

export function lane(entries: Entry[], more: Partial<Lane> = {}): Lane {
  return {
    id: 3,
    name: 'Dra. Carmen Pérez',
    colour: '#0f6b66',
    late: 0,
    pace: null,
    serving: null,
    serving_label: null,
    next: entries.find(({ stage }) => stage === 'waiting')?.id ?? null,
    entries,
    ...more,
  }
}

export function queueOf(practitioners: Lane[], more: Partial<Queue> = {}): Queue {
  return {
    now: NOW,
    date: '2026-11-25',
    timezone: 'America/Santo_Domingo',
    walk_ins: true,
    practitioners,
    ...more,
  }
}
