import { i18n } from '@lingui/core'
import type { Column } from './board'
import type { Change } from './changes'
import type { Entry, Group, Priority, Stage } from './model'
import type { Wait } from './waiting'

const COLUMNS: Record<Column, () => string> = {
  expected: () => i18n._('queue.column.expected'),
  waiting: () => i18n._('queue.column.waiting'),
  called: () => i18n._('queue.column.called'),
  in_consultation: () => i18n._('queue.column.in_consultation'),
  done: () => i18n._('queue.column.done'),
}

const STAGES: Record<Stage, () => string> = {
  expected: () => i18n._('queue.stage.expected'),
  waiting: () => i18n._('queue.stage.waiting'),
  called: () => i18n._('queue.stage.called'),
  in_consultation: () => i18n._('queue.stage.in_consultation'),
  done: () => i18n._('queue.stage.done'),
  no_show: () => i18n._('queue.stage.no_show'),
}

const WAITS: Record<Wait, () => string> = {
  short: () => i18n._('queue.wait.short'),
  long: () => i18n._('queue.wait.long'),
  too_long: () => i18n._('queue.wait.too_long'),
}

const GROUPS: Record<Group, () => string> = {
  pregnant: () => i18n._('queue.group.pregnant'),
  elder: () => i18n._('queue.group.elder'),
  disabled: () => i18n._('queue.group.disabled'),
}

const PRIORITIES: Record<Priority, () => string> = {
  routine: () => i18n._('queue.priority.routine'),
  urgent: () => i18n._('queue.priority.urgent'),
  emergency: () => i18n._('queue.priority.emergency'),
}

const CHANGES: Record<Change['kind'], (name: string, stage: string) => string> = {
  new: (name) => i18n._('queue.change.new', { name }),
  stage: (name, stage) => i18n._('queue.change.stage', { name, stage }),
  moved: (name) => i18n._('queue.change.moved', { name }),
  gone: (name) => i18n._('queue.change.gone', { name }),
  checked_in: (name) => i18n._('queue.change.checked_in', { name }),
}

export const columnWord = (column: Column) => COLUMNS[column]()
export const stageWord = (stage: Stage) => STAGES[stage]()
export const waitWord = (wait: Wait) => WAITS[wait]()
export const groupWord = (group: Group) => GROUPS[group]()
export const priorityWord = (priority: Priority) => PRIORITIES[priority]()

export function nameOf({ patient_name }: Pick<Entry, 'patient_name'>): string {
  return patient_name ?? i18n._('queue.no_name')
}

type TimeWriter = (moment: Date) => string
type Placed = Pick<Entry, 'reason' | 'start' | 'arrived_at' | 'mode' | 'groups'>

/** Why somebody has this place, in a sentence that can be read to who asks. */
export function reasonText(entry: Placed, time: TimeWriter, jumps = false): string {
  const { reason, start, arrived_at, mode, groups } = entry
  if (!reason) return ''
  const hour = time(new Date(start))
  const came = arrived_at === null ? '' : time(new Date(arrived_at))
  const note = reason.note ? ` «${reason.note}»` : ''
  switch (reason.code) {
    case 'emergency':
      return i18n._('queue.reason.emergency') + note
    case 'waited':
      return i18n._('queue.reason.waited', { came })
    case 'late':
      return i18n._('queue.reason.late', { hour })
    case 'priority_group':
      return i18n._('queue.reason.group', { group: groups.map(groupWord).join(', ').toLowerCase() })
    case 'walk_in':
      return i18n._('queue.reason.walk_in', { came })
    case 'moved':
      return i18n._('queue.reason.moved') + note
    default:
      if (mode === 'arrival') return i18n._('queue.reason.turn', { came })
      return jumps ? i18n._('queue.reason.jumps', { hour }) : i18n._('queue.reason.scheduled', { hour })
  }
}

const DONE: Record<BoardVerb, (name: string) => string> = {
  arrive: (name) => i18n._('queue.done.arrive', { name }),
  call: (name) => i18n._('queue.done.call', { name }),
  start: (name) => i18n._('queue.done.start', { name }),
  finish: (name) => i18n._('queue.done.finish', { name }),
  no_show: (name) => i18n._('queue.done.no_show', { name }),
}

export const doneText = (verb: BoardVerb, entry: Entry) => DONE[verb](nameOf(entry))

export function changesText(changes: readonly Change[]): string {
  const [change] = changes
  if (!change || changes.length > 1) return i18n._('queue.change.many', { count: changes.length })
  const { kind, entry } = change
  return CHANGES[kind](nameOf(entry), stageWord(entry.stage))
}

/** What can be done with a visit, in the order in which it goes through them. */
export type BoardVerb = 'arrive' | 'call' | 'start' | 'finish' | 'no_show'
export const BOARD_VERBS: readonly BoardVerb[] = ['arrive', 'call', 'start', 'finish', 'no_show']

const VERBS: Record<BoardVerb, () => string> = {
  arrive: () => i18n._('queue.verb.arrive'),
  call: () => i18n._('queue.verb.call'),
  start: () => i18n._('queue.verb.start'),
  finish: () => i18n._('queue.verb.finish'),
  no_show: () => i18n._('queue.verb.no_show'),
}

export function verbWord(verb: BoardVerb, entry: Pick<Entry, 'stage' | 'checked_in_at'>): string {
  if (verb === 'call' && entry.stage === 'called') return i18n._('queue.verb.call_again')
  if (verb === 'arrive' && entry.checked_in_at !== null) return i18n._('queue.verb.confirm_arrival')
  return VERBS[verb]()
}

/** The step that brings a visit on, for its card; the others stand in its panel. */
const NEXT: Record<Stage, BoardVerb | null> = {
  expected: 'arrive',
  waiting: 'call',
  called: 'start',
  in_consultation: 'finish',
  done: null,
  no_show: null,
}

export function nextVerb({ stage, can }: Pick<Entry, 'stage' | 'can'>): BoardVerb | null {
  const verb = NEXT[stage]
  return verb !== null && can.includes(verb) ? verb : null
}

export function possibleVerbs({ can }: Pick<Entry, 'can'>): BoardVerb[] {
  return BOARD_VERBS.filter((verb) => can.includes(verb))
}

const SHORT: Record<Column, () => string> = {
  expected: () => i18n._('queue.short.expected'),
  waiting: () => i18n._('queue.short.waiting'),
  called: () => i18n._('queue.short.called'),
  in_consultation: () => i18n._('queue.short.in_consultation'),
  done: () => i18n._('queue.short.done'),
}

/** For a phone's five tabs. */
export const columnShortWord = (column: Column) => SHORT[column]()
