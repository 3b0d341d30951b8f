import { beforeEach, expect, it } from 'vitest'
import { screenOf } from './builders'
import { forget, remember, remembered, soundWanted, wantSound } from './memory'

const HOUR = 3_600_000
const NOW = Date.parse('2026-11-25T10:32:10-04:00')
const last = { screen: screenOf([]), at: NOW }
beforeEach(() => localStorage.clear())

it('knows the last state again after a start, each screen its own', () => {
  remember('one', last)
  expect(remembered('one', NOW + HOUR)).toEqual(last)
  expect(remembered('two', NOW)).toBeNull()
})

it('does not show yesterday’s turns', () => {
  remember('one', last)
  expect(remembered('one', NOW + 9 * HOUR)).toBeNull()
})

it('forgets a screen that was revoked', () => {
  remember('one', last)
  forget('one')
  expect(remembered('one', NOW)).toBeNull()
})

it('survives what it cannot read', () => {
  localStorage.setItem('screen-last one', '{')
  expect(remembered('one', NOW)).toBeNull()
})

it('remembers that somebody wanted silence', () => {
  expect(soundWanted()).toBe(true)
  wantSound(false)
  expect(soundWanted()).toBe(false)
})
