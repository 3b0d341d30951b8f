import type { Screen, ScreenPractitioner } from './model'

/** Made-up screens for tests; only what a test is about has to be said. */
export function screenOf(practitioners: ScreenPractitioner[], more: Partial<Screen> = {}): Screen {
  return {
    clinic: 'Clínica de prueba',
    location: 'Centro',
    timezone: 'America/Santo_Domingo',
    now: '2026-11-25T10:32:10-04:00',
    language: 'es',
    practitioners,
    ...more,
  }
}

export function told(more: Partial<ScreenPractitioner> = {}): ScreenPractitioner {
  return {
    id: 3,
    name: 'Carmen Pérez',
    title: 'Dra.',
    room: null,
    late: 0,
    called: [],
    serving: [],
    waiting: [],
    ...more,
  }
}
