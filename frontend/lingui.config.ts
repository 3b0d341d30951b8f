import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'
import { CATALOGS } from './scripts/catalogs.mjs'

/** Ids are explicit: no macros. */
export default defineConfig({
  sourceLocale: 'es',
  locales: ['es', 'en'],
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: Object.entries(CATALOGS).map(([name, folders]) => ({
    path: `<rootDir>/src/i18n/${name}/{locale}`,
    include: folders.map((folder) => `<rootDir>/src/${folder}`),
    exclude: ['**/*.test.*'],
  })),
})
