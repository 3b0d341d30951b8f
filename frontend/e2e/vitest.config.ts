import { defineConfig } from 'vitest/config'

/** The built files behind the real adapter and database, in a real browser. In each clinic stories run one after another. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.e2e.ts'],
    globalSetup: ['server.ts'],
    environment: 'node',
    maxWorkers: Number(process.env.E2E_CLINICS ?? 1),
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // A story that stumbles on a busy machine is told once more; one that is wrong fails again
    retry: 1,
  },
})
