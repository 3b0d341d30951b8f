import type { Patient } from '../../api/client'

export const TODAY = '2026-11-23'

export function patient(over: Partial<Patient> = {}): Patient {
  return {
    ...{ id: 3, number: '000123', name: 'Juana Reyes Mejía', first_name: 'Juana', surname: 'Reyes' },
    ...{ second_surname: 'Mejía', birth_date: '1984-05-17', gender: 'female', phone: '+1 809-555-0134' },
    ...{ email: null, identifier: null, insurer: null, insurer_name: null, insurer_number: null },
    ...{ contact: null, preferred_channel: 'email', to_verify: false, note: null, active: true },
    ...{ replaced_by: null, version: '1', coming_visits: 0, past_visits: 0, missed_visits: 0 },
    next_visit: null,
    ...over,
  } as Patient
}
