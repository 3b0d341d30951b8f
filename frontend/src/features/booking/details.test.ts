import { setupI18n } from '@lingui/core'
import { describe, expect, it } from 'vitest'
import { birthDate, isBirthDate } from './birthDate'
import { isPhone } from './checks'
import { type Details, EMPTY, mistakesIn, personOf } from './details'

const TODAY = '2026-11-23'
const i18n = setupI18n({ locale: 'es', messages: { es: {} } })
const juana: Details = {
  ...EMPTY,
  name: ' Juana ',
  surnames: 'De la Cruz Peña',
  phone: '(809) 555 0134',
  day: '5',
  month: '3',
  year: '1984',
  consent: true,
}

function mistakes(details: Details): string[] {
  return mistakesIn(i18n, details, TODAY).map(({ field, message }) => `${field}: ${message}`)
}

describe('the details of a person', () => {
  it('accepts what people type', () => {
    expect(mistakes(juana)).toEqual([])
    expect(personOf(juana)).toEqual({
      name: 'Juana',
      surname: 'De la Cruz',
      second_surname: 'Peña',
      phone: '(809) 555 0134',
      birth_date: '1984-03-05',
      email: null,
      relation: 'self',
    })
  })

  it('names each mistake once, in the order of the screen', () => {
    expect(mistakes(EMPTY)).toEqual([
      'name: mistake.name',
      'surnames: mistake.surnames',
      'phone: mistake.phone',
      'day: mistake.birth',
      'consent: mistake.consent',
    ])
  })

  it('asks how another person is related', () => {
    expect(mistakes({ ...juana, whom: 'other' })).toEqual(['relation: mistake.relation'])
    expect(personOf({ ...juana, whom: 'other', relation: 'child' }).relation).toBe('child')
  })

  it('asks a known patient for nothing, and takes no endless text', () => {
    expect(mistakes({ ...EMPTY, whom: '7' })).toEqual([])
    expect(mistakes({ ...EMPTY, whom: '7', reason: 'a'.repeat(501) })).toEqual(['reason: mistake.long'])
    expect(mistakes({ ...juana, surnames: 'a'.repeat(121) })).toEqual(['surnames: mistake.long'])
  })

  it('refuses an address that is not one', () => {
    expect(mistakes({ ...juana, email: 'juana@' })).toEqual(['email: mistake.email'])
  })
})

describe('birthDate', () => {
  it('refuses days that do not exist', () => {
    expect(birthDate({ day: '31', month: '2', year: '1984' })).toBe('')
    expect(birthDate({ day: '29', month: '02', year: '1984' })).toBe('1984-02-29')
    expect(birthDate({ day: '5', month: '3', year: '84' })).toBe('')
  })

  it('refuses the future and the impossible past', () => {
    expect(isBirthDate('2026-11-24', TODAY)).toBe(false)
    expect(isBirthDate('1899-12-31', TODAY)).toBe(false)
    expect(isBirthDate(TODAY, TODAY)).toBe(true)
  })
})

it.each([
  ['8095550134', true],
  ['809-555-0134', true],
  ['+34 600 111 222', true],
  ['555-0134', false],
  ['809 555 0134 ext', false],
  ['', false],
])('phone "%s" is fine: %s', (text, fine) => {
  expect(isPhone(text)).toBe(fine)
})
