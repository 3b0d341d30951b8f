import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { SidePanel } from '../../staff/Dialog'
import { Marks } from './Marks'
import type { Entry } from './model'
import { useBoard } from './useBoard'
import { Wait } from './Wait'
import { nameOf, possibleVerbs, reasonText, stageWord, verbWord } from './words'

interface EntryPanelProps {
  entry: Entry
  onPriority: (() => void) | null
  /** Only who waits, among others who wait. */
  onMove: (() => void) | null
  onClose: () => void
}

/** Everything about one patient's visit of today, and everything that can be done with it by keyboard too. */
export function EntryPanel({ entry, onPriority, onMove, onClose }: EntryPanelProps) {
  const { i18n } = useLingui()
  const { act, undo } = useBoard()
  const verbs = possibleVerbs(entry)
  return (
    <SidePanel title={nameOf(entry)} asking={false} onClose={onClose}>
      <p className="panel-state">
        <span className={`stage-word is-${entry.stage}`}>{stageWord(entry.stage)}</span>
        <Wait entry={entry} />
        <span className="panel-number">{entry.number}</span>
      </p>
      <Marks entry={entry} />
      <Facts entry={entry} />
      <section className="panel-actions" aria-label={i18n._('queue.actions')}>
        {verbs.map((verb, index) => (
          <Button
            key={verb}
            variant={index === 0 && verb !== 'no_show' ? 'filled' : 'default'}
            onClick={() => act(verb, entry)}
          >
            {verbWord(verb, entry)}
          </Button>
        ))}
        {onMove && (
          <Button variant="default" onClick={onMove}>
            {i18n._('queue.move')}
          </Button>
        )}
        {onPriority && (
          <Button variant="default" onClick={onPriority}>
            {i18n._('queue.priority')}
          </Button>
        )}
        {entry.undo && (
          <Button variant="default" onClick={() => undo(entry)}>
            {i18n._('queue.undo.last')}
          </Button>
        )}
      </section>
    </SidePanel>
  )
}

function Facts({ entry }: { entry: Entry }) {
  const { i18n } = useLingui()
  const { writers } = useBoard()
  const { label, start, origin, service_name, room_name, position, reason, estimate } = entry
  const time = (moment: string | null) => (moment === null ? null : writers.time(new Date(moment)))
  return (
    <dl className="facts">
      <Fact name={i18n._('queue.fact.turn')}>{label}</Fact>
      <Fact name={i18n._('queue.fact.hour')}>
        {origin === 'walk_in' ? i18n._('queue.walk_in') : time(start)}
      </Fact>
      <Fact name={i18n._('queue.fact.service')}>{service_name}</Fact>
      <Fact name={i18n._('queue.fact.room')}>{room_name}</Fact>
      <Fact name={i18n._('queue.fact.arrived')}>{time(entry.arrived_at)}</Fact>
      <Fact name={i18n._('queue.fact.called')}>{time(entry.called_at)}</Fact>
      <Fact name={i18n._('queue.fact.started')}>{time(entry.started_at)}</Fact>
      <Fact name={i18n._('queue.fact.ended')}>{time(entry.ended_at)}</Fact>
      <Fact name={i18n._('queue.fact.estimate')}>{time(estimate)}</Fact>
      {position !== null && (
        <Fact name={i18n._('queue.fact.position')}>
          {position}
          {reason && ` · ${reasonText(entry, writers.time)}`}
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null) return null
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
