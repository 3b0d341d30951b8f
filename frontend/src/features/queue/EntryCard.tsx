import type { I18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import { type DragEvent, memo } from 'react'
import type { Writers } from '../agenda/clinicDates'
import { useFlash } from '../agenda/flash'
import { isCheckedIn } from './board'
import { Marks } from './Marks'
import type { Entry } from './model'
import { useBoard } from './useBoard'
import { Wait } from './Wait'
import { nameOf, nextVerb, reasonText, verbWord } from './words'

interface EntryCardProps {
  entry: Entry
  isNext: boolean
  /** Goes before somebody who came earlier: the reason is worth reading. */
  jumps: boolean
  /** While something is dragged over it. */
  isTarget: boolean
  onDrag?: ((entry: Entry | null) => void) | undefined
}

/** One patient on the board. Drawn again only when something about this one changed. */
export const EntryCard = memo(function EntryCard({ entry, isNext, jumps, isTarget, onDrag }: EntryCardProps) {
  const flashing = useFlash(entry.id)
  const states = [
    `is-${entry.stage}`,
    entry.priority !== 'routine' && `is-${entry.priority}`,
    isNext && 'is-next',
    isCheckedIn(entry) && 'is-checked-in',
    isTarget && 'is-target',
    flashing && 'is-flashing',
  ]
  return (
    <li
      className={['entry', ...states].filter(Boolean).join(' ')}
      data-entry={entry.id}
      draggable={onDrag !== undefined}
      onDragStart={onDrag && ((event) => startDrag(event, entry, onDrag))}
      onDragEnd={onDrag && (() => onDrag(null))}
    >
      <EntryHead entry={entry} />
      <EntryFacts entry={entry} jumps={jumps} />
      <Marks entry={entry} />
      <EntryActions entry={entry} />
    </li>
  )
})

function startDrag(event: DragEvent, entry: Entry, onDrag: (entry: Entry) => void) {
  event.dataTransfer.effectAllowed = 'move'
  event.dataTransfer.setData('text/plain', entry.label)
  onDrag(entry)
}

function EntryHead({ entry }: { entry: Entry }) {
  const { i18n } = useLingui()
  const { open } = useBoard()
  const { position, stage } = entry
  return (
    <div className="entry-head">
      {stage === 'waiting' && position !== null && (
        <span className="entry-place">
          <span className="visually-hidden">{i18n._('queue.position')} </span>
          {position}
        </span>
      )}
      <button type="button" className="entry-open" onClick={() => open(entry)}>
        {nameOf(entry)}
      </button>
      <Wait entry={entry} />
    </div>
  )
}

/** Turn, hour and service; then why this place. */
function EntryFacts({ entry, jumps }: { entry: Entry; jumps: boolean }) {
  const { i18n } = useLingui()
  const { writers } = useBoard()
  const { label, stage, service_name, ended_at, reason } = entry
  const ended = ended_at && i18n._('queue.ended', { time: writers.time(new Date(ended_at)) })
  const facts = isOver(entry) ? [ended] : [hourText(entry, i18n, writers), service_name]
  return (
    <>
      <p className="entry-facts">
        <strong>{label}</strong>
        {facts.filter(Boolean).map((fact) => ` · ${fact}`)}
      </p>
      {stage === 'waiting' && reason && (
        <p className="entry-reason">{reasonText(entry, writers.time, jumps)}</p>
      )}
    </>
  )
}

const isOver = ({ stage }: Entry) => stage === 'done' || stage === 'no_show'

/** How the visit was kept, unless the turn or the reason of the place says it already. */
function hourText({ origin, mode, turn, stage, start }: Entry, i18n: I18n, writers: Writers): string | null {
  if (origin === 'walk_in') return stage === 'waiting' ? null : i18n._('queue.walk_in')
  const known = mode === 'arrival' || turn === null
  return known ? null : i18n._('queue.appointment', { time: writers.time(new Date(start)) })
}

function EntryActions({ entry }: { entry: Entry }) {
  const { i18n } = useLingui()
  const { act, undo } = useBoard()
  const verb = nextVerb(entry)
  const mayUndo = isOver(entry) && entry.undo !== null
  if (verb === null && !mayUndo) return null
  const about = <span className="visually-hidden"> {nameOf(entry)}</span>
  return (
    <div className="entry-actions">
      {verb && (
        <button type="button" className="entry-act" onClick={() => act(verb, entry)}>
          {verbWord(verb, entry)}
          {about}
        </button>
      )}
      {mayUndo && (
        <button type="button" className="entry-act is-quiet" onClick={() => undo(entry)}>
          {i18n._('queue.undo')}
          {about}
        </button>
      )}
    </div>
  )
}
