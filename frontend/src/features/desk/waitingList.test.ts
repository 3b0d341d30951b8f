import { expect, it } from 'vitest'
import { isInPart } from './waitingList'

const ZONE = 'America/Santo_Domingo'

it.each([
  ['2026-11-25T11:40:00-04:00', 'morning', true],
  ['2026-11-25T12:00:00-04:00', 'morning', false],
  ['2026-11-25T12:00:00-04:00', 'afternoon', true],
  // The hour is the clinic's, whatever the offset that it is written with.
  ['2026-11-25T15:30:00Z', 'morning', true],
  ['2026-11-25T20:00:00-04:00', 'any', true],
] as const)('%s in the %s: %s', (start, part, fits) => {
  expect(isInPart(start, part, ZONE)).toBe(fits)
})
