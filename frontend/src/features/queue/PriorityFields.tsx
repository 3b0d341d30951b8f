import { useLingui } from '@lingui/react'
import type { Group, Priority } from './model'
import { groupWord, priorityWord } from './words'

const PRIORITIES: readonly Priority[] = ['routine', 'urgent', 'emergency']
const GROUPS: readonly Group[] = ['pregnant', 'elder', 'disabled']

interface PriorityFieldsProps {
  priority: Priority
  onPriority: (priority: Priority) => void
  groups: readonly Group[]
  onGroups: (groups: Group[]) => void
}

/** How urgent it is, and whom the clinic lets go first among those without an appointment. */
export function PriorityFields({ priority, onPriority, groups, onGroups }: PriorityFieldsProps) {
  const { i18n } = useLingui()
  const toggle = (group: Group) =>
    onGroups(groups.includes(group) ? groups.filter((other) => other !== group) : [...groups, group])
  return (
    <>
      <fieldset className="choices">
        <legend className="choices-title">{i18n._('queue.priority')}</legend>
        {PRIORITIES.map((value) => (
          <label key={value} className="choice">
            <input
              type="radio"
              name="priority"
              checked={value === priority}
              onChange={() => onPriority(value)}
            />
            {priorityWord(value)}
          </label>
        ))}
      </fieldset>
      <fieldset className="choices">
        <legend className="choices-title">{i18n._('queue.groups')}</legend>
        {GROUPS.map((value) => (
          <label key={value} className="choice">
            <input type="checkbox" checked={groups.includes(value)} onChange={() => toggle(value)} />
            {groupWord(value)}
          </label>
        ))}
      </fieldset>
    </>
  )
}
