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
    handler(html, { path, bundle }) {
      if (path !== PAGE || !bundle) return html
      const files = Object.values(bundle)
      const early = files.find(({ type, names }) => type === 'asset' && names.includes(NAME))
      const chunkOf = (source) => files.find(({ facadeModuleId }) => facadeModuleId?.endsWith(source))
      const told = Object.entries(FILES).map(
        ([name, sources]) =>
          `data-${name}="${sources.map((source) => `/${chunkOf(source).fileName}`).join(' ')}"`,
      )
      const tag = `<script async fetchpriority="high" src="/${early.fileName}" ${told.join(' ')}></script>`
      return html.replace('<script type="module"', `${tag}\n    <script type="module"`)
    },
  },
}
