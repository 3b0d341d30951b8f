import type { I18n } from '@lingui/core'
import * as v from 'valibot'
import type { Person } from '../../api/client'
import { birthDate, isBirthDate } from './birthDate'
import { splitSurnames } from './surnames'

/** What the form holds, as typed. */
export interface Details {
  /** `self`, `other`, or the id of a patient that the account may book for. */
  whom: string
  relation: '' | 'child' | 'parent' | 'other'
  name: string
  surnames: string
  phone: string
  day: string
  month: string
  year: string
  email: string
  reason: string
  consent: boolean
  remember: boolean
}

export const EMPTY: Details = {
  whom: 'self',
  relation: '',
  name: '',
  surnames: '',
  phone: '',
  day: '',
  month: '',
  year: '',
  email: '',
  reason: '',
  consent: false,
  remember: false,
}

/** The order of the fields on the screen, and so of the mistakes in the summary. */
export const FIELDS = ['relation', 'name', 'surnames', 'phone', 'day', 'email', 'reason', 'consent'] as const
export type FieldName = (typeof FIELDS)[number]

const LONGEST_NAME = 120
const LONGEST_REASON = 500
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/
const PHONE = /^\+?[0-9() .-]+$/
const LOCAL_DIGITS = 10
const FEWEST_DIGITS = 7
const MOST_DIGITS = 15

export function personSchema(i18n: I18n, today: string) {
  const line = (missing: string) =>
    v.pipe(v.string(), v.trim(), v.nonEmpty(missing), v.maxLength(LONGEST_NAME, i18n._('mistake.long')))
  return v.pipe(
    v.looseObject({
      whom: v.string(),
      relation: v.string(),
      name: line(i18n._('mistake.name')),
      surnames: line(i18n._('mistake.surnames')),
      phone: v.pipe(v.string(), v.check(isPhone, i18n._('mistake.phone'))),
      day: v.string(),
      month: v.string(),
      year: v.string(),
      email: v.pipe(v.string(), v.check(isNoneOrEmail, i18n._('mistake.email'))),
      reason: v.pipe(v.string(), v.maxLength(LONGEST_REASON, i18n._('mistake.long'))),
      consent: v.literal(true, i18n._('mistake.consent')),
    }),
    v.forward(
      v.partialCheck(
        [['day'], ['month'], ['year']],
        (typed) => isBirthDate(birthDate(typed), today),
        i18n._('mistake.birth'),
      ),
      ['day'],
    ),
    v.forward(
      v.partialCheck(
        [['whom'], ['relation']],
        ({ whom, relation }) => whom !== 'other' || relation !== '',
        i18n._('mistake.relation'),
      ),
      ['relation'],
    ),
  )
}

/** For a patient that the clinic knows already only the reason is asked. */
export function knownPatientSchema(i18n: I18n) {
  return v.looseObject({ reason: v.pipe(v.string(), v.maxLength(LONGEST_REASON, i18n._('mistake.long'))) })
}

/** The first mistake of each field, in the shape that the form keeps. */
export function mistakesIn(
  schema: v.GenericSchema,
  details: Details,
): Partial<Record<FieldName, { type: string; message: string }>> {
  const { issues = [] } = v.safeParse(schema, details)
  const found = issues.map(
    (issue) => [v.getDotPath(issue), { type: issue.type, message: issue.message }] as const,
  )
  return Object.fromEntries(found.reverse())
}

function isNoneOrEmail(text: string): boolean {
  return text.trim() === '' || EMAIL.test(text.trim())
}

export function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length
  const enough = text.trim().startsWith('+') ? FEWEST_DIGITS : LOCAL_DIGITS
  return PHONE.test(text.trim()) && digits >= enough && digits <= MOST_DIGITS
}

/** The typed details as the API wants them. */
export function personOf(details: Details): Person {
  return {
    name: details.name.trim(),
    ...splitSurnames(details.surnames),
    phone: details.phone.trim(),
    birth_date: birthDate(details),
    email: details.email.trim() || null,
    relation: details.whom === 'other' && details.relation ? details.relation : 'self',
  }
}
