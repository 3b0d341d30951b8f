/** Every address of the patients' site, in one place. */
export const routes = {
  home: '/',
  times: '/reservar',
  details: '/reservar/datos',
  wait: '/avisarme',
  appointment: '/cita/:id',
  move: '/cita/:id/mover',
  mine: '/mis-citas',
  signIn: '/entrar',
  register: '/registro',
  reset: '/clave',
  account: '/cuenta',
  people: '/cuenta/personas',
  find: '/buscar-cita',
  link: '/l/:token',
  staff: '/clinica',
} as const

export const appointmentPath = (id: number) => `/cita/${id}`
export const movePath = (id: number) => `/cita/${id}/mover`

export interface Place {
  service: number
  practitioner?: number | undefined
  location?: number | undefined
  start?: string | undefined
  day?: string | undefined
}

const NAMES = {
  service: 'servicio',
  practitioner: 'medico',
  location: 'sede',
  start: 'hora',
  day: 'dia',
} as const

/** `/reservar?servicio=1&medico=2`: links that a clinic can print on its cards. */
export function placeQuery(place: Partial<Place>): string {
  const query = new URLSearchParams()
  for (const key of Object.keys(NAMES) as (keyof Place)[]) {
    const value = place[key]
    if (value !== undefined) query.set(NAMES[key], String(value))
  }
  return query.toString()
}

export const timesPath = (place: Place) => `${routes.times}?${placeQuery(place)}`
export const waitPath = (place: Place) => `${routes.wait}?${placeQuery(place)}`
export const detailsPath = (place: Place) => `${routes.details}?${placeQuery(place)}`

export function readPlace(search: string): Partial<Place> {
  const query = new URLSearchParams(search)
  const id = (name: string) => {
    const value = Number(query.get(name))
    return Number.isSafeInteger(value) && value > 0 ? value : undefined
  }
  const start = query.get(NAMES.start) ?? ''
  const day = query.get(NAMES.day) ?? ''
  return {
    service: id(NAMES.service),
    practitioner: id(NAMES.practitioner),
    location: id(NAMES.location),
    start: Number.isNaN(Date.parse(start)) ? undefined : start,
    day: /^\d{4}-\d\d-\d\d$/.test(day) ? day : undefined,
  }
}
