import { useLingui } from '@lingui/react'
import { isCheckedIn } from './board'
import type { Entry } from './model'
import { useBoard } from './useBoard'
import { groupWord, priorityWord, stageWord } from './words'

/** What the desk must not overlook about a patient, in words. */
export function Marks({ entry }: { entry: Entry }) {
  const { i18n } = useLingui()
  const { writers } = useBoard()
  const { priority, groups, to_verify, stage, checked_in_at } = entry
  const marks: [string, string][] = groups.map((group) => ['group', groupWord(group)])
  if (priority !== 'routine') marks.unshift([priority, priorityWord(priority)])
  if (to_verify) marks.push(['verify', i18n._('queue.to_verify')])
  if (stage === 'no_show') marks.push(['no-show', stageWord(stage)])
  if (isCheckedIn(entry) && checked_in_at) {
    marks.unshift(['checked-in', i18n._('queue.checked_in', { time: writers.time(new Date(checked_in_at)) })])
  }
  if (marks.length === 0) return null
  return (
    <ul className="marks">
      {marks.map(([kind, text]) => (
        <li key={kind + text} className={`mark is-${kind}`}>
          {text}
        </li>
      ))}
    </ul>
  )
}
