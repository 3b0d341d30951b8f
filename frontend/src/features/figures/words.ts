import { i18n } from '@lingui/core'
import type { Lead, Origin, ReminderAnswer } from '../../api/client'

const LEADS: Record<Lead, () => string> = {
  '0': () => i18n._('figures.lead.same_day'),
  '1': () => i18n._('figures.lead.1'),
  '3': () => i18n._('figures.lead.3'),
  '8': () => i18n._('figures.lead.8'),
  '15': () => i18n._('figures.lead.15'),
}

const ORIGINS: Record<Origin, () => string> = {
  web: () => i18n._('figures.origin.web'),
  desk: () => i18n._('figures.origin.desk'),
  phone: () => i18n._('figures.origin.phone'),
  walk_in: () => i18n._('figures.origin.walk_in'),
  import: () => i18n._('figures.origin.import'),
}

const ANSWERS: Record<ReminderAnswer, () => string> = {
  confirmed: () => i18n._('figures.answer.confirmed'),
  cancelled: () => i18n._('figures.answer.cancelled'),
  moved: () => i18n._('figures.answer.moved'),
  silent: () => i18n._('figures.answer.silent'),
}

export const leadWord = (lead: Lead) => LEADS[lead]()
export const originWord = (origin: Origin) => ORIGINS[origin]()
export const answerWord = (answer: ReminderAnswer) => ANSWERS[answer]()
