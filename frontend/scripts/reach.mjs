// What a file of the web app brings along, for those who decide which files of a build travel together.
import { readFileSync } from 'node:fs'

/** The generated client gives each function a module of its own (onePerExport.mjs): only those that a file names are its. */
const BARREL = /\/api\/client\/(index|sdk\.gen|@tanstack\/react-query\.gen)\.ts$/
const ONE = /\?only=(\w+)$/
const root = new URL('..', import.meta.url).pathname

/** Everything that those files, named from the project's root, import at once. */
export function reached(files, graph) {
  const seen = new Set()
  const visit = (id) => {
    const info = seen.has(id) || BARREL.test(id) ? null : graph.getModuleInfo(id)
    if (!info) return
    seen.add(id)
    for (const next of info.importedIds) visit(next)
    for (const next of named(id, info.importedIds, graph)) visit(next)
  }
  for (const file of files) visit(root + file)
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
