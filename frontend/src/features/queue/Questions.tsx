import { useLingui } from '@lingui/react'
import { notify } from '../../staff/notices'
import { flash } from '../agenda/flash'
import type { WalkInDone } from './actions'
import { columnsOf } from './board'
import { EntryPanel } from './EntryPanel'
import { MoveDialog } from './MoveDialog'
import type { Entry, Lane, Queue } from './model'
import { OutOfTurnDialog } from './OutOfTurnDialog'
import { PriorityDialog } from './PriorityDialog'
import type { AskingState } from './useAsking'
import { useBoard } from './useBoard'
import { WalkInDialog } from './WalkInDialog'
import { nameOf } from './words'

interface QuestionsProps {
  asking: AskingState
  queue: Queue
  practitioner: number | null
  atDesk: boolean
}

/** What stands over the board: one patient's panel, and the questions that changes need. */
export function Questions({ asking, queue, practitioner, atDesk }: QuestionsProps) {
  const { open, close } = asking
  const tell = useWalkInNotice()
  if (!open) return null
  if (open.kind === 'walk_in') {
    const done = (answer: WalkInDone) => {
      tell(answer)
      close()
    }
    const { practitioners: lanes, date: today } = queue
    return <WalkInDialog {...{ lanes, practitioner, today }} onDone={done} onClose={close} />
  }
  const place = placeOf(queue.practitioners, open.id)
  if (!place) return null
  return <AboutEntry {...{ asking, atDesk }} {...place} />
}

interface Place {
  lane: Lane
  entry: Entry
}

function placeOf(lanes: readonly Lane[], id: number): Place | null {
  for (const lane of lanes) {
    const entry = lane.entries.find((candidate) => candidate.id === id)
    if (entry) return { lane, entry }
  }
  return null
}

type AboutEntryProps = Place & Pick<QuestionsProps, 'asking' | 'atDesk'>

function AboutEntry({ asking, atDesk, lane, entry }: AboutEntryProps) {
  const { open, ask, close } = asking
  const { waiting } = columnsOf(lane.entries)
  const { id } = entry
  if (open?.kind === 'move') {
    return <MoveDialog {...{ entry, waiting }} proposed={open.before} onClose={close} />
  }
  if (open?.kind === 'priority') return <PriorityDialog entry={entry} onClose={close} />
  if (open?.kind === 'out_of_turn') {
    const next = lane.entries.find((other) => other.id === lane.next)
    return <OutOfTurnDialog {...{ entry, next }} verb={open.verb} onClose={close} />
  }
  const sortable = atDesk && entry.stage === 'waiting' && waiting.length > 1
  const ranked = entry.stage === 'waiting' || entry.stage === 'expected'
  return (
    <EntryPanel
      entry={entry}
      onMove={sortable ? () => ask({ kind: 'move', id, before: undefined }) : null}
      onPriority={ranked ? () => ask({ kind: 'priority', id }) : null}
      onClose={close}
    />
  )
}

/** Where somebody without an appointment was put. */
function useWalkInNotice() {
  const { i18n } = useLingui()
  const { writers } = useBoard()
  return (done: WalkInDone) => {
    const { id, label, position, start } = done
    const about = { name: nameOf(done), turn: label }
    flash(id)
    notify(
      done.placed === 'gap'
        ? i18n._('queue.walk_in.gap', { ...about, time: writers.time(new Date(start)) })
        : i18n._('queue.walk_in.queued', { ...about, position: position ?? 0 }),
    )
  }
}
