// What several of the patients' later screens share travels as one file: on a slow phone each request costs more
// than its bytes.
const FIRST = ['src/app/main.tsx']
const BOOKING = ['src/features/booking/TimesPage.tsx', 'src/features/booking/DetailsPage.tsx']
const SHARED = 'booking'

let reach

/** For `codeSplitting.groups`: the file's name, or nothing where Vite's own choice is good. */
export function patientChunk(id, graph) {
  reach ??= { first: closure(FIRST, graph), later: closure(BOOKING, graph) }
  const shared = reach.later.has(id) && !reach.first.has(id) && !isScreen(id)
  return shared ? SHARED : null
}

const isScreen = (id) => BOOKING.some((screen) => id.endsWith(screen))

/** Everything that those files import at once, themselves included. */
function closure(files, graph) {
  const root = new URL('..', import.meta.url).pathname
  const seen = new Set()
  const visit = (id) => {
    if (seen.has(id)) return
    seen.add(id)
    graph.getModuleInfo(id)?.importedIds.forEach(visit)
  }
  for (const file of files) visit(root + file)
  return seen
}
