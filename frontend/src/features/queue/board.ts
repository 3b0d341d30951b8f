import type { Entry, Lane, Stage } from './model'

/** The board's columns, and what stands in them. */
export type Column = 'expected' | 'waiting' | 'called' | 'in_consultation' | 'done'
export const COLUMNS: readonly Column[] = ['expected', 'waiting', 'called', 'in_consultation', 'done']

/** Those who did not come end the day beside those who were seen. */
const COLUMN_OF: Record<Stage, Column> = {
  expected: 'expected',
  waiting: 'waiting',
  called: 'called',
  in_consultation: 'in_consultation',
  done: 'done',
  no_show: 'done',
}

export type Columns = Readonly<Record<Column, readonly Entry[]>>

export function columnOf({ stage }: Pick<Entry, 'stage'>): Column {
  return COLUMN_OF[stage]
}

export function columnsOf(entries: readonly Entry[]): Columns {
  const columns: Record<Column, Entry[]> = {
    ...{ expected: [], waiting: [], called: [], in_consultation: [], done: [] },
  }
  for (const entry of entries) columns[columnOf(entry)].push(entry)
  for (const column of COLUMNS) columns[column].sort(ORDER[column])
  return columns
}

type Order = (a: Entry, b: Entry) => number
const at = (moment: string | null) => (moment === null ? 0 : Date.parse(moment))
const byStart: Order = (a, b) => at(a.start) - at(b.start) || (a.turn ?? 0) - (b.turn ?? 0) || a.id - b.id
const newest =
  (read: (entry: Entry) => string | null): Order =>
  (a, b) =>
    at(read(b)) - at(read(a)) || b.id - a.id

const ORDER: Record<Column, Order> = {
  // Who says to be here already comes first: somebody has to look.
  expected: (a, b) => Number(b.checked_in_at !== null) - Number(a.checked_in_at !== null) || byStart(a, b),
  waiting: (a, b) => (a.position ?? Number.MAX_VALUE) - (b.position ?? Number.MAX_VALUE) || byStart(a, b),
  called: newest(({ called_at }) => called_at),
  in_consultation: newest(({ started_at }) => started_at),
  done: newest(({ ended_at, start }) => ended_at ?? start),
}

const MARKS = /\p{Diacritic}/gu
const plain = (text: string) => text.normalize('NFD').replace(MARKS, '').toLowerCase()

/** Every word of the search stands somewhere in the name, the reference, the turn or the service. */
export function matches(entry: Entry, search: string): boolean {
  const words = plain(search).split(/\s+/).filter(Boolean)
  const text = plain(`${entry.patient_name ?? ''} ${entry.number} ${entry.label} ${entry.service_name}`)
  return words.every((word) => text.includes(word))
}

export function found(lanes: readonly Lane[], search: string): readonly Lane[] {
  if (search.trim() === '') return lanes
  return lanes
    .map((lane) => ({ ...lane, entries: lane.entries.filter((entry) => matches(entry, search)) }))
    .filter(({ entries }) => entries.length > 0)
}

export interface Totals {
  waiting: number
  longest: number
  /** Said by their link that they are here, and nobody has looked yet. */
  checkedIn: number
}

export function totalsOf(lanes: readonly Lane[], minutes: (entry: Entry) => number | null): Totals {
  const entries = lanes.flatMap((lane) => lane.entries)
  const waiting = entries.filter(({ stage }) => stage === 'waiting')
  return {
    waiting: waiting.length,
    longest: Math.max(0, ...waiting.map((entry) => minutes(entry) ?? 0)),
    checkedIn: entries.filter(isCheckedIn).length,
  }
}

export function isCheckedIn({ stage, checked_in_at }: Pick<Entry, 'stage' | 'checked_in_at'>): boolean {
  return stage === 'expected' && checked_in_at !== null
}

/** Before whom an entry goes that is let go of there; null puts it last, undefined changes nothing. */
export function beforeFor(
  waiting: readonly Pick<Entry, 'id'>[],
  moved: number,
  target: number | null,
): number | null | undefined {
  const from = waiting.findIndex(({ id }) => id === moved)
  const to = target === null ? waiting.length : waiting.findIndex(({ id }) => id === target)
  if (from === -1 || to === -1 || to === from || to === from + 1) return undefined
  return target
}

/** Who goes before somebody that came earlier. */
export function jumpsOf(waiting: readonly Pick<Entry, 'id' | 'arrived_at'>[]): ReadonlySet<number> {
  const jumping = new Set<number>()
  let earliest = Number.POSITIVE_INFINITY
  for (const { id, arrived_at } of [...waiting].reverse()) {
    if (at(arrived_at) > earliest) jumping.add(id)
    earliest = Math.min(earliest, at(arrived_at))
  }
  return jumping
}

/** Whom a move would let wait longer. */
export function overtaken(waiting: readonly Entry[], moved: number, before: number | null): readonly Entry[] {
  const from = waiting.findIndex(({ id }) => id === moved)
  const to = before === null ? waiting.length : waiting.findIndex(({ id }) => id === before)
  return from === -1 || to === -1 || to > from ? [] : waiting.slice(to, from)
}
