import { i18n } from '@lingui/core'
import type { AffectedVisit, FullException } from '../../api/client'

export function kindWord(kind: FullException['kind']): string {
  const words = {
    absence: i18n._('agenda.exception.absence'),
    closure: i18n._('agenda.exception.closure'),
    extra: i18n._('agenda.exception.extra'),
  }
  return words[kind]
}

export function answerWord(answer: AffectedVisit['answer']): string {
  const words = {
    none: i18n._('absence.answer.none'),
    offered: i18n._('absence.answer.offered'),
    moved: i18n._('absence.answer.moved'),
    cancelled: i18n._('absence.answer.cancelled'),
    kept: i18n._('absence.answer.kept'),
  }
  return words[answer]
}

/** Why nothing was done for a patient, in words that say what to do next. */
export function failureWord(problem: string): string {
  if (problem === 'no-address') return i18n._('absence.failed.no_address')
  if (problem === 'no-free-time') return i18n._('absence.failed.no_free_time')
  return i18n._('absence.failed.other')
}
