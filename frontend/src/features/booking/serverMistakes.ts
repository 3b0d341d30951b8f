import type { Problem } from '../../api/problem'
import type { FieldName } from './details'

const FIELD_OF_CODE: Record<string, FieldName> = {
  'invalid-phone': 'phone',
  'invalid-birth-date': 'day',
  'invalid-email': 'email',
}

const FIELD_OF_MEMBER: Record<string, FieldName> = {
  name: 'name',
  surname: 'surnames',
  second_surname: 'surnames',
  phone: 'phone',
  birth_date: 'day',
  email: 'email',
  relation: 'relation',
  reason: 'reason',
}

/** What the server refused, at the field where it can be mended. */
export function fieldMistakes(problem: Problem): { field: FieldName; message: string }[] {
  const whole = FIELD_OF_CODE[problem.code]
  if (whole) return [{ field: whole, message: problem.detail }]
  return problem.errors.flatMap(({ field, message }) => {
    const name = FIELD_OF_MEMBER[field.split('.').pop() ?? '']
    return name ? [{ field: name, message }] : []
  })
}
