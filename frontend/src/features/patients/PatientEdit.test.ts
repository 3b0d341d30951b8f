import { describe, expect, it } from 'vitest'
import { changeOf } from './PatientEdit'

const KNOWN = {
  ...{ name: 'Rosa', surname: 'Núñez', second_surname: 'Peña', phone: '+18095550134' },
  ...{ birth_date: '1990-04-12', identifier: '', email: 'rosa@example.com' },
}

describe('what a correction sends', () => {
  it('is only what was written anew', () => {
    expect(changeOf(KNOWN, { ...KNOWN, phone: ' 829-555-0101 ' })).toEqual({ phone: '829-555-0101' })
    expect(changeOf(KNOWN, KNOWN)).toEqual({})
  })

  it('takes away what was emptied', () => {
    expect(changeOf(KNOWN, { ...KNOWN, email: '', second_surname: ' ' })).toEqual({
      email: null,
      second_surname: null,
    })
  })
})
