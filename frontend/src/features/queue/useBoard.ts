import { createContext, useContext } from 'react'
import type { Writers } from '../agenda/clinicDates'
import type { Entry, Lane } from './model'
import type { BoardVerb } from './words'

/** What a card can ask of the board. One object that never changes, so that cards are not drawn again for it. */
export interface Board {
  writers: Writers
  open: (entry: Entry) => void
  act: (verb: BoardVerb, entry: Entry) => void
  undo: (entry: Entry) => void
  callNext: (lane: Lane) => void
  askMove: (entry: Entry, before: number | null | undefined) => void
}

export const BoardContext = createContext<Board | null>(null)

export function useBoard(): Board {
  const board = useContext(BoardContext)
  if (!board) throw new Error('There is no board around this')
  return board
}
