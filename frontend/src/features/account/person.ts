import type { I18n } from '@lingui/core'
import type { Mistake } from '../../ui/ErrorSummary'
import { birthDate, isBirthDate } from '../booking/birthDate'
import { isPhone } from '../booking/checks'
import { splitSurnames } from '../booking/surnames'

/** A person as typed in the small forms of the account. */
export interface TypedPerson {
  name: string
  surnames: string
  phone: string
  day: string
  month: string
  year: string
}

export const NOBODY: TypedPerson = { name: '', surnames: '', phone: '', day: '', month: '', year: '' }

/** In the order of the boxes. */
export function personMistakes(i18n: I18n, typed: TypedPerson, today: string): Mistake[] {
  const found: (Mistake | false)[] = [
    !typed.name.trim() && { field: 'name', message: i18n._('mistake.name') },
    !typed.surnames.trim() && { field: 'surnames', message: i18n._('mistake.surnames') },
    !isPhone(typed.phone) && { field: 'phone', message: i18n._('mistake.phone') },
    !isBirthDate(birthDate(typed), today) && { field: 'day', message: i18n._('mistake.birth') },
  ]
  return found.filter((mistake) => mistake !== false)
}

/** As the API wants it. */
export function personBody(typed: TypedPerson) {
  return {
    name: typed.name.trim(),
    ...splitSurnames(typed.surnames),
    phone: typed.phone.trim(),
    birth_date: birthDate(typed),
  }
}
