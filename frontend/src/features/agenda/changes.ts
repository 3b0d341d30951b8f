import type { Appointment } from './model'
import { isHeld, isShown } from './status'

/** What another person did to the visits on screen. */
export type Change =
  | { readonly kind: 'new' | 'moved' | 'state'; readonly appointment: Appointment }
  | { readonly kind: 'gone'; readonly appointment: Appointment }

const isTold = (item: Appointment) => isShown(item) && !isHeld(item)

/** Compares two answers for the same days. `own` tells the changes that this screen made itself. */
export function changesBetween(
  before: readonly Appointment[],
  after: readonly Appointment[],
  own: (appointment: Appointment) => boolean,
): Change[] {
  const old = new Map(before.filter(isTold).map((item) => [item.id, item]))
  const shown = after.filter(isTold)
  const now = new Set(shown.map(({ id }) => id))
  const arrived = shown.filter((item) => !own(item)).flatMap((item) => changeOf(old.get(item.id), item))
  const left = [...old.values()].filter(({ id }) => !now.has(id))
  const gone = left.map((item) => after.find(({ id }) => id === item.id) ?? item).filter((item) => !own(item))
  return [...arrived, ...gone.map((appointment): Change => ({ kind: 'gone', appointment }))]
}

function changeOf(before: Appointment | undefined, after: Appointment): Change[] {
  if (!before) return [{ kind: 'new', appointment: after }]
  if (before.start !== after.start || before.practitioner !== after.practitioner)
    return [{ kind: 'moved', appointment: after }]
  const same = before.state === after.state && before.confirmed === after.confirmed
  return same ? [] : [{ kind: 'state', appointment: after }]
}
