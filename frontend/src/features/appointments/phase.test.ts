import { expect, it } from 'vitest'
import type { Appointment } from '../../api/client'
import { isAhead, phaseOf } from './phase'

const END = '2026-11-25T10:00:00-04:00'
const BEFORE = Date.parse('2026-11-25T09:00:00-04:00')
const AFTER = Date.parse('2026-11-25T11:00:00-04:00')
const visit = (state: Appointment['state']) => ({ state, end: END })

it('follows the clock only while the visit is booked', () => {
  expect(phaseOf(visit('booked'), BEFORE)).toBe('coming')
  expect(phaseOf(visit('booked'), AFTER)).toBe('past')
  expect(phaseOf(visit('in_progress'), AFTER)).toBe('today')
})

it.each([
  ['pending', true],
  ['booked', true],
  ['arrived', true],
  ['in_progress', true],
  ['fulfilled', false],
  ['noshow', false],
  ['cancelled', false],
] as const)('%s lies ahead: %s', (state, ahead) => {
  expect(isAhead(visit(state), BEFORE)).toBe(ahead)
})
