import { afterEach, expect, it } from 'vitest'
import { clinicClock, hourText } from './clock'
import { chooseLanguage, dayText, i18n, timeText } from './words'

afterEach(() => chooseLanguage('es'))

it('goes by the server, whatever the set believes', () => {
  let device = Date.parse('2009-01-01T00:00:00Z')
  const clock = clinicClock('2026-11-25T10:32:10-04:00', () => device)
  device += 60_000
  expect(timeText(clock.wall(clock.now()))).toBe('10:33 a. m.')
})

it.each([
  ['2026-11-25T00:05:00-04:00', '12:05'],
  ['2026-11-25T12:00:00-04:00', '12:00'],
  ['2026-11-25T23:59:00+05:45', '11:59'],
])('writes %s as %s', (moment, text) => {
  const clock = clinicClock(moment, () => 0)
  expect(hourText(clock.wall(clock.now()))).toBe(text)
})

it('names the day in the clinic’s language', () => {
  const clock = clinicClock('2026-11-25T23:30:00-04:00', () => 0)
  expect(dayText(clock.wall(clock.now()))).toBe('miércoles 25 de noviembre')
  chooseLanguage('en')
  expect(dayText(clock.wall(clock.now()))).toBe('Wednesday, November 25')
})

it('counts minutes in words', () => {
  expect(i18n._('screen.late', { minutes: 1 })).toBe('Con 1 minuto de retraso')
  expect(i18n._('screen.late', { minutes: 30 })).toBe('Con 30 minutos de retraso')
})
