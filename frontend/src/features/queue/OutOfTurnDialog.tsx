import { useLingui } from '@lingui/react'
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Dialog } from '../../staff/Dialog'
import { actOn, useAct } from './actions'
import { FormProblem } from './FormProblem'
import type { Entry } from './model'
import { type BoardVerb, nameOf } from './words'

interface OutOfTurnDialogProps {
  entry: Entry
  verb: BoardVerb
  /** Who would be next by the rule, when somebody is. */
  next: Entry | undefined
  onClose: () => void
}

/** Calling somebody who is not next: a jump, with its reason. */
export function OutOfTurnDialog({ entry, verb, next, onClose }: OutOfTurnDialogProps) {
  const { i18n } = useLingui()
  const [reason, setReason] = useState('')
  const act = useAct()
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!reason.trim()) return
    act.run(() => actOn(verb, entry, reason.trim()), { about: entry, done: onClose })
  }
  const lead = next
    ? i18n._('queue.out_of_turn.next', { name: nameOf(next), turn: next.label })
    : i18n._('queue.out_of_turn.walk_in')
  return (
    <Dialog title={i18n._('queue.out_of_turn.title', { name: nameOf(entry) })} onClose={onClose}>
      <p className="dialog-lead">{lead}</p>
      <form className="form" onSubmit={send}>
        <FormProblem problem={act.problem} />
        <TextInput
          label={i18n._('queue.move.reason')}
          description={i18n._('queue.move.reason.hint')}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
        />
        <div className="form-actions">
          <Button variant="default" onClick={onClose}>
            {i18n._('queue.keep')}
          </Button>
          <Button type="submit" loading={act.busy}>
            {i18n._('queue.out_of_turn.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
