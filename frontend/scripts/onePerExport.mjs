// Vite plugin: each function of the generated client is a module of its own, so that a screen's chunk carries the
// requests it makes and nobody's first visit carries them all.
import { readFileSync } from 'node:fs'
import ts from 'typescript'

const GENERATED = /\/api\/client\/(sdk\.gen|@tanstack\/react-query\.gen)\.ts$/
/** Streams are read by the browser's EventSource: the generated reader would be carried for nothing. */
const STREAMS = /\/api\/client\/core\/serverSentEvents\.gen\.ts$/
const NO_STREAMS = "export const createSseClient = () => { throw new Error('EventSource reads streams') }"
const ONE = /\?only=(\w+)$/

export const onePerExport = {
  name: 'one-per-export',
  apply: 'build',
  enforce: 'pre',
  resolveId(source, importer) {
    return ONE.test(source) ? importer.replace(ONE, '') + source.slice(source.indexOf('?')) : null
  },
  load(id) {
    if (STREAMS.test(id)) return { code: NO_STREAMS, moduleSideEffects: false, moduleType: 'ts' }
    const only = ONE.exec(id)?.[1]
    if (only)
      return {
        code: module(statements(id.replace(ONE, '')), only),
        moduleSideEffects: false,
        moduleType: 'ts',
      }
    if (!GENERATED.test(id)) return null
    const names = [...statements(id).constants].filter(([, { exported }]) => exported)
    const code = names.map(([name]) => `export { ${name} } from './x?only=${name}'`).join('\n')
    return { code, moduleSideEffects: false, moduleType: 'ts' }
  },
}

const files = new Map()

/** What the file imports, and its constants by name: their text, and which other constants they use. */
function statements(path) {
  const known = files.get(path)
  if (known) return known
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const imports = file.statements.filter(ts.isImportDeclaration).map((statement) => statement.getText())
  const constants = new Map()
  for (const statement of file.statements.filter(ts.isVariableStatement)) {
    const [{ name }] = statement.declarationList.declarations
    const text = statement.getText()
    constants.set(name.text, {
      exported: text.startsWith('export '),
      text,
      words: new Set(text.match(/\w+/g)),
    })
  }
  const read = { imports, constants }
  files.set(path, read)
  return read
}

function module({ imports, constants }, only) {
  const { exported, text, words } = constants.get(only)
  const used = [...constants.keys()].filter((name) => name !== only && words.has(name))
  return [
    ...imports,
    ...used.map((name) => `import { ${name} } from './x?only=${name}'`),
    exported ? text : `export ${text}`,
  ].join('\n')
}
