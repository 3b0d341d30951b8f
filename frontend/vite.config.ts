import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { calendarStyles } from './scripts/calendarStyles.mjs'
import { deskChunk } from './scripts/deskChunks.mjs'
import { earlyScript } from './scripts/earlyScript.mjs'
import { onePerExport } from './scripts/onePerExport.mjs'
import { pageFiles } from './scripts/pageFiles.mjs'
import { patientChunk } from './scripts/patientChunks.mjs'
import { routes } from './src/routes.ts'

const root = import.meta.dirname
const api = process.env.API_URL ?? 'http://localhost:8000'
const adapterPaths = ['/api', '/mailbox', '/tryton']

/** In development `/clinica/…` and `/pantalla/…` are entries of their own, as the adapter serves it in production. */
const staffRoutes = {
  name: 'staff-routes',
  configureServer(server: { middlewares: { use(fn: unknown): void } }) {
    server.middlewares.use((req: { url?: string }, _res: unknown, next: () => void) => {
      if (req.url && /^\/clinica(\/|$|\?)/.test(req.url)) req.url = '/clinica.html'
      if (req.url && /^\/pantalla\//.test(req.url)) req.url = '/pantalla.html'
      next()
    })
  },
}

/** The patients' static shell is painted at once: the style sheet stands behind it, ahead of what scripts draw. */
const shellFirst = {
  name: 'shell-first',
  transformIndexHtml: {
    order: 'post' as const,
    handler(html: string, { path }: { path: string }) {
      if (path !== '/index.html') return html
      const sheets = html.match(/ *<link rel="stylesheet"[^>]*>\n/g) ?? []
      const without = sheets.reduce((page, sheet) => page.replace(sheet, ''), html)
      return without.replace('  </body>', `${sheets.join('')}  </body>`)
    },
  },
}

export default defineConfig({
  plugins: [
    onePerExport as Plugin,
    calendarStyles as Plugin,
    react(),
    staffRoutes,
    shellFirst,
    earlyScript as Plugin,
    pageFiles(routes) as Plugin,
  ],
  build: {
    target: ['chrome87', 'safari14', 'firefox90', 'edge88'],
    manifest: true,
    assetsInlineLimit: 0,
    // Browsers that do not know it fetch each file when its turn comes: not worth a file of its own
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { patient: `${root}/index.html`, staff: `${root}/clinica.html` },
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: deskChunk }, { name: patientChunk, minShareCount: 2 }],
        },
      },
    },
  },
  server: { proxy: Object.fromEntries(adapterPaths.map((path) => [path, { target: api }])) },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    // A busy machine may take its time
    testTimeout: 30_000,
    restoreMocks: true,
  },
})
