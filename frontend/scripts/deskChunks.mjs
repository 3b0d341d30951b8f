// What the two entries begin with travels in few files: a browser opens six lines to a server, and on a slow phone a
// seventh file waits half a second for one to come free. For `codeSplitting.groups` of vite.config.ts.
import { readFileSync } from 'node:fs'

const PATIENTS = 'src/app/main.tsx'
const STAFF = 'src/staff/main.tsx'
const ENTRIES = [PATIENTS, STAFF]
/** The generated client gives each function a module of its own (onePerExport.mjs): only those that a file names are its. */
const BARREL = /\/api\/client\/(index|sdk\.gen|@tanstack\/react-query\.gen)\.ts$/
const ONE = /\?only=(\w+)$/

let reach

/** The file's name, or nothing where Vite's own choice is good. */
export function deskChunk(id, graph) {
  reach ??= {
    patients: reached(PATIENTS, graph, false),
    later: reached(PATIENTS, graph, true),
    staff: reached(STAFF, graph, false),
  }
  const { patients, later, staff } = reach
  // The entries themselves stay: an empty one would leave no name for the page's script.
  if (!staff.has(id) || ENTRIES.some((entry) => id.endsWith(entry))) return null
  if (patients.has(id)) return 'base'
  return later.has(id) ? 'both' : 'desk'
}

/** Everything that an entry imports at once, and with `later` what it imports when it is asked for. */
function reached(entry, graph, later) {
  const seen = new Set()
  const visit = (id) => {
    const info = seen.has(id) || BARREL.test(id) ? null : graph.getModuleInfo(id)
    if (!info) return
    seen.add(id)
    for (const next of info.importedIds) if (!BARREL.test(next)) visit(next)
    for (const next of named(id, info.importedIds, graph)) visit(next)
    if (later) for (const next of info.dynamicallyImportedIds) visit(next)
  }
  visit(new URL('..', import.meta.url).pathname + entry)
  return seen
}

/** The functions of the generated client that a file names. */
function named(id, imported, graph) {
  const ones = imported.filter((next) => BARREL.test(next)).flatMap((barrel) => onesOf(barrel, graph))
  if (ones.length === 0) return []
  const words = new Set(readFileSync(id.replace(/\?.*/, ''), 'utf8').match(/\w+/g))
  return ones.filter((one) => words.has(ONE.exec(one)[1]))
}

/** The one-function modules behind a list of them. */
function onesOf(barrel, graph) {
  const { importedIds = [] } = graph.getModuleInfo(barrel) ?? {}
  return importedIds.flatMap((next) => {
    if (ONE.test(next)) return [next]
    return BARREL.test(next) && next !== barrel ? onesOf(next, graph) : []
  })
}
