import type { Entry, Lane } from './model'

/** What somebody else did to the waiting room since the last look. */
export interface Change {
  kind: 'new' | 'stage' | 'moved' | 'gone' | 'checked_in'
  entry: Entry
}

export function changesBetween(
  before: readonly Lane[],
  after: readonly Lane[],
  own: (entry: Entry) => boolean,
): Change[] {
  const old = byId(before)
  const now = byId(after)
  const told = [...now.values()].flatMap((entry) => changeOf(old.get(entry.id), entry))
  const gone = [...old.values()].filter(({ id }) => !now.has(id))
  const left = gone.map((entry): Change => ({ kind: 'gone', entry }))
  return [...told, ...left].filter(({ entry }) => !own(entry))
}

function byId(lanes: readonly Lane[]): Map<number, Entry> {
  return new Map(lanes.flatMap(({ entries }) => entries.map((entry) => [entry.id, entry])))
}

function changeOf(before: Entry | undefined, entry: Entry): Change[] {
  if (!before) return [{ kind: 'new', entry }]
  if (before.stage !== entry.stage) return [{ kind: 'stage', entry }]
  if (!before.checked_in_at && entry.checked_in_at) return [{ kind: 'checked_in', entry }]
  const moved = entry.reason?.code === 'moved' && before.position !== entry.position && isNews(before, entry)
  return moved ? [{ kind: 'moved', entry }] : []
}

/** Places change whenever somebody is called: only a move of one's own is worth a word. */
function isNews(before: Entry, after: Entry): boolean {
  return before.reason?.code !== 'moved' || before.reason.note !== after.reason?.note
}
