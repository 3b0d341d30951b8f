import { useLingui } from '@lingui/react'
import { type FormEvent, useState } from 'react'
import { TextArea } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'

interface CancelSheetProps {
  busy: boolean
  onCancel: (reason: string | null) => void
  onClose: () => void
}

/** One question before a visit is given up; the reason is welcome, not required. */
export function CancelSheet({ busy, onCancel, onClose }: CancelSheetProps) {
  const { i18n } = useLingui()
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onCancel(reason.trim() || null)
  }
  return (
    <Sheet title={i18n._('cancel.title')} onClose={onClose}>
      <form onSubmit={submit}>
        <TextArea
          id="cancel-reason"
          label={i18n._('cancel.reason')}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="actions">
          <button type="submit" className="button button-danger" disabled={busy}>
            {i18n._('cancel.confirm')}
          </button>
          <button type="button" className="button button-quiet" onClick={onClose}>
            {i18n._('cancel.keep')}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
