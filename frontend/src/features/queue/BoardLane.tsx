import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { memo, useMemo } from 'react'
import { BoardColumn } from './BoardColumn'
import { COLUMNS, type Column, columnsOf } from './board'
import { LateControls } from './LateControls'
import type { Lane } from './model'
import { useBoard } from './useBoard'

interface BoardLaneProps {
  lane: Lane
  /** On a phone one column at a time. */
  only: Column | null
  sortable: boolean
  searching: boolean
}

/** One practitioner's waiting room. */
export const BoardLane = memo(function BoardLane({ lane, only, sortable, searching }: BoardLaneProps) {
  const columns = useMemo(() => columnsOf(lane.entries), [lane.entries])
  const shown = only === null ? COLUMNS : [only]
  const title = `lane-${lane.id}`
  return (
    <section className="lane" aria-labelledby={title} data-lane={lane.id}>
      <div className="lane-head">
        <h2 id={title}>
          <span className="lane-dot" style={{ background: lane.colour ?? undefined }} aria-hidden="true" />
          {lane.name}
        </h2>
        <LaneFacts lane={lane} />
        <LateControls lane={lane} />
        <CallNext lane={lane} />
      </div>
      <div className="columns">
        {shown.map((column) => (
          <BoardColumn
            key={column}
            column={column}
            lane={lane.id}
            entries={columns[column]}
            next={lane.next}
            sortable={sortable}
            searching={searching}
          />
        ))}
      </div>
    </section>
  )
})

function LaneFacts({ lane }: { lane: Lane }) {
  const { i18n } = useLingui()
  const { serving_label: serving, pace } = lane
  const facts = [
    serving ? i18n._('queue.serving', { turn: serving }) : i18n._('queue.serving.nobody'),
    pace === null ? null : i18n._('queue.pace', { minutes: pace }),
  ]
  return <p className="lane-facts">{facts.filter(Boolean).join(' · ')}</p>
}

/** The rule says who; the button says it too. */
function CallNext({ lane }: { lane: Lane }) {
  const { i18n } = useLingui()
  const { callNext } = useBoard()
  const next = lane.entries.find(({ id }) => id === lane.next)
  return (
    <Button size="sm" disabled={!next} onClick={() => callNext(lane)} className="lane-call">
      {next ? i18n._('queue.call_next', { turn: next.label }) : i18n._('queue.call_next.nobody')}
      <span className="visually-hidden"> {lane.name}</span>
    </Button>
  )
}
