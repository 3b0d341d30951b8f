import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'

/** Two catalogs, so that patients never download the staff's sentences. Ids are explicit: no macros. */
export default defineConfig({
  sourceLocale: 'es',
  locales: ['es', 'en'],
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: [
    {
      path: '<rootDir>/src/i18n/patient/{locale}',
      include: ['<rootDir>/src/app', '<rootDir>/src/ui', '<rootDir>/src/features'],
      exclude: ['**/*.test.*', '<rootDir>/src/features/agenda/**', '<rootDir>/src/features/notifications/**'],
    },
    {
      path: '<rootDir>/src/i18n/staff/{locale}',
      include: [
        '<rootDir>/src/staff',
        '<rootDir>/src/features/agenda',
        '<rootDir>/src/features/notifications',
      ],
      exclude: ['**/*.test.*'],
    },
  ],
})
