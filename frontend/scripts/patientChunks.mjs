// What several of the patients' screens share travels as one file: on a slow phone each request costs more than its
// bytes, and a browser opens six lines to a server: a seventh file waits half a second for one to come free.
import { reached } from './reach.mjs'

const FIRST = 'src/app/main.tsx'
const BOOKING = ['src/features/booking/TimesPage.tsx', 'src/features/booking/DetailsPage.tsx']

let reach

/** For `codeSplitting.groups`: the file's name, or nothing where Vite's own choice is good. */
export function patientChunk(id, graph) {
  reach ??= { first: reached([FIRST], graph), booking: reached(BOOKING, graph) }
  if (id.endsWith(FIRST) || BOOKING.some((screen) => id.endsWith(screen))) return null
  if (reach.first.has(id)) return 'patients'
  return reach.booking.has(id) ? 'booking' : null
}
