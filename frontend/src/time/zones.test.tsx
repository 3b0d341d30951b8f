import { cleanup, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ChosenPlaceCard } from '../features/booking/ChosenPlaceCard'
import { FreeTimes } from '../features/booking/FreeTimes'
import { ZoneNote } from '../features/clinic/ZoneNote'
import { showScreen, withNetwork } from '../testing/screen'
import { slot } from '../testing/world'
import { clock } from './format'

const HOUR = 3_600_000
const HALF_HOUR = 1_800_000
const DAY = 24 * HOUR
/** The clinic is four hours behind Greenwich all year: arithmetic of our own, not the code's. */
const CLINIC = -4
const NOTE = 'Hora de la República Dominicana'

/** Each zone's hours from Greenwich before its first change of 2026, and where they change. */
const BROWSERS: readonly [zone: string, before: number, ...changes: (readonly [string, number])[]][] = [
  ['America/New_York', -5, ['2026-03-08T07:00Z', -4], ['2026-11-01T06:00Z', -5]],
  ['Europe/Madrid', 1, ['2026-03-29T01:00Z', 2], ['2026-10-25T01:00Z', 1]],
  ['Asia/Tokyo', 9],
  ['America/Los_Angeles', -8, ['2026-03-08T10:00Z', -7], ['2026-11-01T09:00Z', -8]],
  ['Pacific/Auckland', 13, ['2026-04-04T14:00Z', 12], ['2026-09-26T14:00Z', 13]],
]
/** The weeks in which the United States and Europe change, in spring and in autumn. */
const WEEKS = ['2026-03-05', '2026-03-26', '2026-10-22', '2026-10-29']

const own = process.env.TZ
afterEach(() => {
  if (own === undefined) delete process.env.TZ
  else process.env.TZ = own
  cleanup()
})

const halfHours = (monday: string) =>
  Array.from({ length: (7 * DAY) / HALF_HOUR }, (_, index) => Date.parse(monday) + index * HALF_HOUR)

function deviceOffset([, before, ...changes]: (typeof BROWSERS)[number], at: number): number {
  return changes.reduce((offset, [from, next]) => (at >= Date.parse(from) ? next : offset), before)
}

/** "13:30" on the clinic's wall, by subtraction. */
const wall = (at: number) => new Date(at + CLINIC * HOUR).toISOString()
const twelve = (at: number) => {
  const [hour = 0, minute = ''] = wall(at)
    .slice(11, 16)
    .split(':')
    .map((part, index) => (index ? part : Number(part)))
  return `${Number(hour) % 12 || 12}:${minute}`
}

withNetwork()

describe.each(BROWSERS.map((browser) => [browser[0], browser] as const))(
  'a browser in %s',
  (zone, browser) => {
    it.each(WEEKS)('shows the clinic’s hour all week from %s', (week) => {
      process.env.TZ = zone
      const clinic = clock('America/Santo_Domingo', 'es-DO')
      for (const at of halfHours(week)) {
        expect(clinic.hour(at), wall(at)).toBe(twelve(at))
        expect(clinic.dayKey(at)).toBe(wall(at).slice(0, 10))
        expect(clinic.dayOfMonth(at)).toBe(String(Number(wall(at).slice(8, 10))))
        expect(clinic.isMorning(at)).toBe(Number(wall(at).slice(11, 13)) < 12)
        expect(clinic.differsFromDevice(at), wall(at)).toBe(deviceOffset(browser, at) !== CLINIC)
      }
    })

    it.each(WEEKS)(
      'offers the times and repeats the choice on the clinic’s clock, week of %s',
      async (week) => {
        process.env.TZ = zone
        const clinic = clock('America/Santo_Domingo', 'es-DO')
        const mornings = halfHours(week).filter((at) => wall(at).endsWith('T09:30:00.000Z'))
        for (const at of mornings) {
          const start = `${wall(at).slice(0, 19)}-04:00`
          const place = { service: 1, practitioner: 1, location: 1, start }
          showScreen(
            '/reservar',
            <>
              <FreeTimes slots={[slot({ start })]} clock={clinic} onChoose={() => undefined} />
              <ChosenPlaceCard place={place} held={undefined} lost={false} />
              <ZoneNote at={start} />
            </>,
          )
          expect(screen.getByRole('heading', { name: 'Mañana' })).toBeInTheDocument()
          expect(screen.getByRole('button').textContent).toContain('9:30')
          const chosen = screen.getByRole('region').textContent ?? ''
          expect(chosen).toContain(`${Number(wall(at).slice(8, 10))} de `)
          expect(chosen).toMatch(/9:30\sa\.\sm\./)
          expect(screen.queryAllByText(NOTE).length > 0).toBe(deviceOffset(browser, at) !== CLINIC)
          cleanup()
        }
      },
    )
  },
)
