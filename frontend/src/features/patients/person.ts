import type { NewPatient } from '../../api/client'
import type { Problem } from '../../api/problem'

/** What the desk types about a new person; empty where nothing is known. */
export interface NewPerson {
  name: string
  surname: string
  second_surname: string
  phone: string
  birth_date: string
  identifier: string
}

export type PersonField = keyof NewPerson

export const EMPTY: NewPerson = {
  name: '',
  surname: '',
  second_surname: '',
  phone: '',
  birth_date: '',
  identifier: '',
}

const CEDULA = /^\d{3}-?\d{7}-?\d$/
const PHONE = /^\+?[\d\s().-]{7,}$/

/** What was typed in the search, put where it belongs: a phone, a cédula, or "name surname second surname". */
export function personTyped(typed: string): NewPerson {
  const text = typed.trim()
  if (CEDULA.test(text)) return { ...EMPTY, identifier: text }
  if (PHONE.test(text)) return { ...EMPTY, phone: text }
  const words = text.split(/\s+/).filter((word) => !/\d/.test(word))
  if (words.length < 3) return { ...EMPTY, name: words[0] ?? '', surname: words[1] ?? '' }
  return {
    ...EMPTY,
    name: words.slice(0, -2).join(' '),
    surname: words.at(-2) ?? '',
    second_surname: words.at(-1) ?? '',
  }
}

/** As the API takes it: what is empty is not sent. */
export function asNewPatient(person: NewPerson, override: boolean): NewPatient {
  const given = Object.entries(person).filter(([, value]) => value.trim() !== '')
  return { ...(Object.fromEntries(given) as unknown as NewPatient), override }
}

const FIELD_OF_CODE: Record<string, PersonField> = {
  'invalid-phone': 'phone',
  'invalid-cedula': 'identifier',
  'invalid-birth-date': 'birth_date',
}

export type Mistakes = Partial<Record<PersonField, string>>

/** What the server refused, at the field where it can be mended. */
export function mistakesOf(problem: Problem): Mistakes {
  const whole = FIELD_OF_CODE[problem.code]
  if (whole) return { [whole]: problem.detail }
  return Object.fromEntries(
    problem.errors.filter(({ field }) => field in EMPTY).map(({ field, message }) => [field, message]),
  )
}
