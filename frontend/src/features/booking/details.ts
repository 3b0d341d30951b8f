import type { I18n } from '@lingui/core'
import type { Person } from '../../api/client'
import type { Mistake } from '../../ui/ErrorSummary'
import type { Fields } from '../../ui/useFields'
import { birthDate, isBirthDate } from './birthDate'
import { isEmail, isPhone } from './checks'
import { splitSurnames } from './surnames'

/** What the form holds, as typed. */
export type Details = {
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

export type DetailsFields = Fields<Details>

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

/** What a mistake can be about. */
export type FieldName = 'relation' | 'name' | 'surnames' | 'phone' | 'day' | 'email' | 'reason' | 'consent'

const LONGEST_NAME = 120
const LONGEST_REASON = 500

/** In the order of the fields on the screen. For a patient that the clinic knows only the reason is asked. */
export function mistakesIn(i18n: I18n, details: Details, today: string): Mistake[] {
  const long = i18n._('mistake.long')
  const reason = details.reason.length > LONGEST_REASON && { field: 'reason' as const, message: long }
  if (isKnownPatient(details.whom)) return kept([reason])
  const born = isBirthDate(birthDate(details), today)
  return kept([
    details.whom === 'other' &&
      details.relation === '' && { field: 'relation', message: i18n._('mistake.relation') },
    lineMistake('name', details.name, i18n._('mistake.name'), long),
    lineMistake('surnames', details.surnames, i18n._('mistake.surnames'), long),
    !isPhone(details.phone) && { field: 'phone', message: i18n._('mistake.phone') },
    !born && { field: 'day', message: i18n._('mistake.birth') },
    !isNoneOrEmail(details.email) && { field: 'email', message: i18n._('mistake.email') },
    reason,
    !details.consent && { field: 'consent', message: i18n._('mistake.consent') },
  ])
}

type Found = false | { field: FieldName; message: string }

const kept = (found: readonly Found[]): Mistake[] => found.filter((mistake) => mistake !== false)

function lineMistake(field: FieldName, text: string, missing: string, long: string): Found {
  if (text.trim() === '') return { field, message: missing }
  return text.trim().length > LONGEST_NAME && { field, message: long }
}

/** The id of a patient that the clinic already knows stands for all personal details. */
export function isKnownPatient(whom: string): boolean {
  return /^\d+$/.test(whom)
}

function isNoneOrEmail(text: string): boolean {
  return text.trim() === '' || isEmail(text)
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
