import { useLingui } from '@lingui/react'
import { Button, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Dialog } from '../../staff/Dialog'
import type { Writers } from './clinicDates'
import type { Appointment } from './model'
import { nameOf } from './status'
import { VerbProblem } from './VerbProblem'
import { useVerb, type VerbRequest } from './verbs'

interface CancelDialogProps {
  appointment: Appointment
  writers: Writers
  onDone: (cancelled: Appointment, request: VerbRequest) => void
  onClose: () => void
}

export function CancelDialog({ appointment, writers, onDone, onClose }: CancelDialogProps) {
  const { i18n } = useLingui()
  const [reason, setReason] = useState('')
  const cancel = useVerb(onDone)
  const when = writers.moment(new Date(appointment.start))
  const send = (event: FormEvent) => {
    event.preventDefault()
    cancel.mutate({ verb: 'cancel', appointment, values: { reason: reason.trim() } })
  }
  return (
    <Dialog title={i18n._('agenda.cancel.title')} onClose={onClose}>
      <p className="dialog-lead">{i18n._('agenda.cancel.lead', { name: nameOf(appointment), when })}</p>
      <form className="form" onSubmit={send}>
        {cancel.isError && <VerbProblem problem={cancel.error} />}
        <Textarea
          label={i18n._('agenda.cancel.reason')}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          maxLength={500}
          minRows={2}
        />
        <div className="form-actions">
          <Button variant="default" onClick={onClose}>
            {i18n._('agenda.cancel.keep')}
          </Button>
          <Button type="submit" className="button-warn" loading={cancel.isPending}>
            {i18n._('agenda.verb.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
