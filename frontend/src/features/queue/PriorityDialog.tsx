import { useLingui } from '@lingui/react'
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Dialog } from '../../staff/Dialog'
import { setPriority, useAct } from './actions'
import { FormProblem } from './FormProblem'
import type { Entry, Group, Priority } from './model'
import { PriorityFields } from './PriorityFields'
import { nameOf } from './words'

/** Why it is an emergency, as far as it was written down. */
function noteOf({ reason }: Entry): string {
  return (reason?.code === 'emergency' && reason.note) || ''
}

export function PriorityDialog({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const { i18n } = useLingui()
  const [priority, choose] = useState<Priority>(entry.priority)
  const [groups, setGroups] = useState<readonly Group[]>(entry.groups)
  const [reason, setReason] = useState(noteOf(entry))
  const act = useAct()
  const send = (event: FormEvent) => {
    event.preventDefault()
    const values = { priority, groups: [...groups], reason: reason.trim() || null }
    act.run(() => setPriority(entry, values), { about: entry, done: onClose })
  }
  return (
    <Dialog title={i18n._('queue.priority.title', { name: nameOf(entry) })} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <FormProblem problem={act.problem} />
        <PriorityFields priority={priority} onPriority={choose} groups={groups} onGroups={setGroups} />
        <TextInput
          label={priority !== 'emergency' ? i18n._('queue.reason.optional') : i18n._('queue.reason')}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          maxLength={200}
          required={priority === 'emergency'}
          withAsterisk={false}
        />
        <div className="form-actions">
          <Button variant="default" onClick={onClose}>
            {i18n._('queue.keep')}
          </Button>
          <Button type="submit" loading={act.busy}>
            {i18n._('queue.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
