import { useLingui } from '@lingui/react'
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { AffectedVisit } from '../../api/client'
import type { Problem } from '../../api/problem'
import { Dialog } from '../../staff/Dialog'
import type { Writers } from '../agenda/clinicDates'
import { nameOf } from '../agenda/status'
import { VerbProblem } from '../agenda/VerbProblem'
import type { RescueVerb } from './absences'
import { firstName } from './contact'

interface RescueDialogProps {
  verb: RescueVerb
  visits: readonly AffectedVisit[]
  writers: Writers
  busy: boolean
  problem: Problem | null
  onSend: (more: { reason?: string }) => void
  onClose: () => void
}

/** What will happen and what each patient will read, before it happens. */
export function RescueDialog({ verb, visits, writers, busy, problem, onSend, onClose }: RescueDialogProps) {
  const { i18n } = useLingui()
  const [reason, setReason] = useState('')
  const count = visits.length
  const titles = {
    offer: i18n._('absence.offer.title', { count }),
    move: i18n._('absence.move.title', { count }),
    cancel: i18n._('absence.cancel.title', { count }),
  }
  const send = (event: FormEvent) => {
    event.preventDefault()
    onSend(verb === 'cancel' ? { reason } : {})
  }
  return (
    <Dialog title={titles[verb]} onClose={onClose}>
      <form className="form" onSubmit={send}>
        {problem && <VerbProblem problem={problem} />}
        <Preview verb={verb} visit={visits[0]} reason={reason} writers={writers} />
        {verb === 'cancel' && (
          <TextInput
            label={i18n._('agenda.cancel.reason')}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
            maxLength={200}
            autoComplete="off"
          />
        )}
        <div className="form-actions">
          <Button variant="default" onClick={onClose}>
            {i18n._('absence.keep')}
          </Button>
          <Button type="submit" className={verb === 'cancel' ? 'button-warn' : undefined} loading={busy}>
            {i18n._('absence.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface PreviewProps extends Pick<RescueDialogProps, 'verb' | 'writers'> {
  visit: AffectedVisit | undefined
  reason: string
}

/** What the first of them is told, in the words of the reader's language. */
function Preview({ verb, visit, writers }: PreviewProps) {
  const { i18n } = useLingui()
  if (!visit) return null
  const about = {
    name: firstName(nameOf(visit.appointment)),
    when: writers.moment(new Date(visit.start)),
    practitioner: visit.appointment.practitioner_name,
  }
  const texts = {
    offer: i18n._('absence.preview.offer', about),
    move: i18n._('absence.preview.move', about),
    cancel: i18n._('absence.preview.cancel', about),
  }
  return (
    <figure className="preview">
      <figcaption>{i18n._('absence.preview')}</figcaption>
      <blockquote>{texts[verb]}</blockquote>
      <p className="form-hint">{i18n._('absence.preview.note')}</p>
    </figure>
  )
}
