import { i18n } from '@lingui/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { notify } from '../../staff/notices'
import type { Writers } from '../agenda/clinicDates'
import { actOn, callNext, undoStep, useNotices } from './actions'
import type { Entry, Lane } from './model'
import type { Board } from './useBoard'
import { type BoardVerb, doneText, nameOf } from './words'

/** What stands open over the board. Entries by id: what is shown follows the live board. */
export type Asking =
  | { kind: 'entry'; id: number }
  | { kind: 'move'; id: number; before: number | null | undefined }
  | { kind: 'priority'; id: number }
  | { kind: 'out_of_turn'; id: number; verb: BoardVerb }
  | { kind: 'walk_in' }

export type AskingState = ReturnType<typeof useAsking>

const IN_TURN: ReadonlySet<BoardVerb> = new Set(['call', 'start'])

/** The board's one way to act and to ask. `board` never changes, so that cards stay as they are. */
export function useAsking(lanes: readonly Lane[], writers: Writers) {
  const [open, ask] = useState<Asking | null>(null)
  const now = useRef(lanes)
  useEffect(() => {
    now.current = lanes
  }, [lanes])
  const { run } = useNotices()
  const board = useMemo<Board>(() => {
    const isNext = ({ id }: Entry) => now.current.some(({ next }) => next === id)
    const undo = async (entry: Entry) => {
      const back = await run(() => undoStep(entry), entry)
      if (back) notify(i18n._('queue.undone', { name: nameOf(entry) }))
    }
    const told = (verb: BoardVerb, entry: Entry, sequence: number) =>
      notify(doneText(verb, entry), {
        label: i18n._('queue.undo'),
        run: () => void undo({ ...entry, sequence }),
      })
    const act = async (verb: BoardVerb, entry: Entry) => {
      const done = await run(() => actOn(verb, entry), entry)
      if (done) told(verb, entry, done.sequence)
    }
    return {
      writers,
      undo: (entry) => void undo(entry),
      open: ({ id }) => ask({ kind: 'entry', id }),
      askMove: ({ id }, before) => ask({ kind: 'move', id, before }),
      act: (verb, entry) => {
        const jumps = IN_TURN.has(verb) && entry.stage === 'waiting' && !isNext(entry)
        if (jumps) ask({ kind: 'out_of_turn', id: entry.id, verb })
        else void act(verb, entry)
      },
      callNext: async (lane) => {
        const called = await run(
          () => callNext(lane.id),
          ({ practitioner }) => practitioner === lane.id,
        )
        if (called) told('call', called, called.sequence)
      },
    }
  }, [writers, run])
  return { open, ask, board, close: () => ask(null) }
}
