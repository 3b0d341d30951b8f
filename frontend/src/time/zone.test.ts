import { describe, expect, it } from 'vitest'
import { zone } from './zone'

const DAY = 86_400_000
const QUARTER_HOUR = 900_000
const ZONES = [
  'America/Santo_Domingo',
  'America/New_York',
  'Europe/Madrid',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
]

describe('zone', () => {
  it('reads the clinic clock whatever the device zone', () => {
    const wall = zone('America/Santo_Domingo').wall(new Date('2026-11-25T13:30:00Z'))
    expect(new Date(wall).toISOString()).toBe('2026-11-25T09:30:00.000Z')
  })

  it.each(ZONES)('round-trips every quarter hour around both changes in %s', (id) => {
    const clinic = zone(id)
    for (const start of [
      '2026-03-06',
      '2026-03-27',
      '2026-04-03',
      '2026-10-02',
      '2026-10-23',
      '2026-10-30',
    ]) {
      const from = Date.parse(start)
      for (let instant = from; instant < from + 3 * DAY; instant += QUARTER_HOUR) {
        const wall = clinic.wall(instant)
        const back = clinic.instant(wall)
        expect(clinic.wall(back)).toBe(wall)
        expect(+back).toBeLessThanOrEqual(instant)
      }
    }
  })

  it('moves a skipped hour forward', () => {
    const skipped = zone('America/New_York').instant(Date.UTC(2026, 2, 8, 2, 30))
    expect(skipped.toISOString()).toBe('2026-03-08T07:30:00.000Z')
  })

  it('offers the first of a repeated hour', () => {
    const repeated = zone('America/New_York').instant(Date.UTC(2026, 10, 1, 1, 30))
    expect(repeated.toISOString()).toBe('2026-11-01T05:30:00.000Z')
    const east = zone('Europe/Madrid').instant(Date.UTC(2026, 9, 25, 2, 30))
    expect(east.toISOString()).toBe('2026-10-25T00:30:00.000Z')
  })

  it('keeps seconds and gives one object per zone', () => {
    const clinic = zone('America/Santo_Domingo')
    expect(clinic).toBe(zone('America/Santo_Domingo'))
    expect(clinic.wall(Date.parse('2026-11-25T13:30:59.250Z'))).toBe(Date.UTC(2026, 10, 25, 9, 30, 59, 250))
  })
})
