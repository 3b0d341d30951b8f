// Which folders below `src` speak from which catalog. Patients fetch `visits` with the screens that need it, and
// never download the staff's sentences.
export const CATALOGS = {
  patient: ['app', 'ui', 'features/clinic', 'features/booking'],
  screen: ['features/screen'],
  visits: ['features/account', 'features/appointments', 'features/links', 'features/waiting'],
  staff: [
    'staff',
    'features/admin',
    'features/agenda',
    'features/desk',
    'features/figures',
    'features/notifications',
    'features/patients',
    'features/queue',
    'features/security',
  ],
}
