import type { Appointment } from '../../api/client'

/** What an appointment is to its patient. */
export type Phase = 'requested' | 'coming' | 'cancelled' | 'missed' | 'past' | 'today'

export function phaseOf(appointment: Pick<Appointment, 'state' | 'end'>, now: number = Date.now()): Phase {
  switch (appointment.state) {
    case 'cancelled':
      return 'cancelled'
    case 'noshow':
      return 'missed'
    case 'fulfilled':
      return 'past'
    case 'arrived':
    case 'in_progress':
      return 'today'
    case 'pending':
      return 'requested'
    case 'booked':
      return Date.parse(appointment.end) > now ? 'coming' : 'past'
  }
}

export function isAhead(appointment: Pick<Appointment, 'state' | 'end'>, now?: number): boolean {
  return ['requested', 'coming', 'today'].includes(phaseOf(appointment, now))
}
