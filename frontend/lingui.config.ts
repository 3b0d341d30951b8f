import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'

// What the staff alone sees.
const STAFF_FEATURES = [
  'admin',
  'agenda',
  'desk',
  'figures',
  'notifications',
  'patients',
  'queue',
  'security',
].map((name) => `<rootDir>/src/features/${name}`)

/** Two catalogs, so that patients never download the staff's sentences. Ids are explicit: no macros. */
export default defineConfig({
  sourceLocale: 'es',
  locales: ['es', 'en'],
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: [
    {
      path: '<rootDir>/src/i18n/patient/{locale}',
      include: ['<rootDir>/src/app', '<rootDir>/src/ui', '<rootDir>/src/features'],
      exclude: ['**/*.test.*', ...STAFF_FEATURES.map((folder) => `${folder}/**`)],
    },
    {
      path: '<rootDir>/src/i18n/staff/{locale}',
      include: ['<rootDir>/src/staff', ...STAFF_FEATURES],
      exclude: ['**/*.test.*'],
    },
  ],
})
