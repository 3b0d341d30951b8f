/** What the agenda's screens read: the API's own shapes, under short names. */
export type {
  Agenda,
  AgendaHoliday as Holiday,
  Appointment,
  Open as OpenHours,
  Practitioner,
  PractitionerAgenda,
  ScheduleException,
  State as AppointmentState,
  Verb,
} from '../../api/client'
