// Vite plugin: the staff's page runs a small script before all others (src/staff/early.ts). It stands first, waits for no
// style sheet and for no other file, and is told which files the sentences and the calendar are in.
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const SOURCE = join(import.meta.dirname, '../src/staff/early.ts')
const NAME = 'early.js'
const PAGE = '/clinica.html'
const FILES = {
  es: ['src/i18n/staff/es.ts'],
  en: ['src/i18n/staff/en.ts'],
  calendar: ['src/features/agenda/AgendaGrid.tsx', 'src/features/agenda/DragGrid.tsx'],
}

export const earlyScript = {
  name: 'early-script',
  apply: 'build',
  async buildStart() {
    const script = await rolldown({ input: SOURCE })
    const { output } = await script.generate({ format: 'iife', minify: true })
    await script.close()
    this.emitFile({ type: 'asset', name: NAME, source: output[0].code })
  },
  transformIndexHtml: {
    order: 'post',
    handler(html, { path, bundle, chunk }) {
      if (path !== PAGE || !bundle) return html
      const files = Object.values(bundle)
      const early = files.find(({ type, names }) => type === 'asset' && names.includes(NAME))
      const known = filesOf(chunk, bundle)
      const told = Object.entries(FILES).map(([name, sources]) => {
        const wanted = sources.flatMap((source) => [
          ...filesOf(
            files.find(({ facadeModuleId }) => facadeModuleId?.endsWith(source)),
            bundle,
          ),
        ])
        const more = [...new Set(wanted)].filter((file) => !known.has(file))
        return `data-${name}="${more.map((file) => `/${file}`).join(' ')}"`
      })
      const tag = `<script async fetchpriority="high" src="/${early.fileName}" ${told.join(' ')}></script>`
      return html.replace('<script type="module"', `${tag}\n    <script type="module"`)
    },
  },
}

/** A chunk, what it imports at once, and their style sheets. */
function filesOf(chunk, bundle, seen = new Set()) {
  if (!chunk || seen.has(chunk.fileName)) return seen
  seen.add(chunk.fileName)
  for (const sheet of chunk.viteMetadata?.importedCss ?? []) seen.add(sheet)
  for (const next of chunk.imports) filesOf(bundle[next], bundle, seen)
  return seen
}
