import { useLingui } from '@lingui/react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Dialog } from '../../staff/Dialog'
import { moveEntry, useAct } from './actions'
import { beforeFor, overtaken } from './board'
import { FormProblem } from './FormProblem'
import type { Entry } from './model'
import { nameOf } from './words'

interface MoveDialogProps {
  entry: Entry
  /** Everybody who waits for the same practitioner, in calling order. */
  waiting: readonly Entry[]
  /** Where a drag let go; undefined when the dialog has to ask. */
  proposed: number | null | undefined
  onClose: () => void
}

const LAST = 'last'

/** Changing the order by hand. Somebody will wait longer: the reason is required, and kept. */
export function MoveDialog({ entry, waiting, proposed, onClose }: MoveDialogProps) {
  const { i18n } = useLingui()
  const others = waiting.filter(({ id }) => id !== entry.id)
  const [target, setTarget] = useState(proposed === null ? LAST : String(proposed ?? others[0]?.id ?? LAST))
  const [reason, setReason] = useState('')
  const act = useAct()
  const before = target === LAST ? null : Number(target)
  const unchanged = beforeFor(waiting, entry.id, before) === undefined
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (unchanged || !reason.trim()) return
    act.run(() => moveEntry(entry, before, reason.trim()), { about: entry, done: onClose })
  }
  return (
    <Dialog title={i18n._('queue.move.title', { name: nameOf(entry) })} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <FormProblem problem={act.problem} />
        <NativeSelect
          label={i18n._('queue.move.before')}
          value={target}
          onChange={({ currentTarget }) => setTarget(currentTarget.value)}
          data={[
            ...others.map(({ id, label, patient_name }) => ({
              value: String(id),
              label: i18n._('queue.move.option', { turn: label, name: patient_name ?? '' }),
            })),
            { value: LAST, label: i18n._('queue.move.last') },
          ]}
        />
        <Overtaken entries={overtaken(waiting, entry.id, before)} />
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
          <Button type="submit" disabled={unchanged} loading={act.busy}>
            {unchanged ? i18n._('queue.move.same') : i18n._('queue.move.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Overtaken({ entries }: { entries: readonly Entry[] }) {
  const { i18n } = useLingui()
  if (entries.length === 0) return null
  const names = entries.map(nameOf).join(', ')
  return <p className="form-hint">{i18n._('queue.move.overtaken', { count: entries.length, names })}</p>
}
