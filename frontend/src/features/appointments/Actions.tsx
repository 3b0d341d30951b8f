import { useLingui } from '@lingui/react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Appointment } from '../../api/client'
import { movePath } from '../../routes'
import { announce } from '../../ui/announce'
import { Alert } from '../../ui/ErrorSummary'
import { Icon } from '../../ui/Icon'
import { CancelSheet } from './CancelSheet'
import { useChange } from './queries'

/** Sí, voy · Mover · No puedo ir: whatever the clinic's rules allow now. */
export function Actions({ appointment, justBooked }: { appointment: Appointment; justBooked: boolean }) {
  const { i18n } = useLingui()
  const change = useChange(appointment)
  const [cancelling, setCancelling] = useState(false)
  const can = new Set(appointment.can)
  const confirmable = can.has('confirm') && !appointment.confirmed && !justBooked
  return (
    <>
      {change.error && (
        <Alert title={i18n._('details.refused')} attempt={change.submittedAt}>
          <p>{change.error.offline ? i18n._('offline.body') : change.error.detail}</p>
        </Alert>
      )}
      {appointment.confirmed && appointment.state === 'booked' && (
        <p className="notice notice-good">
          <Icon name="check" />
          {i18n._('appointment.confirmed')}
        </p>
      )}
      <div className="actions">
        {confirmable && (
          <button type="button" className="button button-main" disabled={change.isPending} onClick={confirm}>
            {i18n._('appointment.confirm')}
          </button>
        )}
        {can.has('reschedule') && (
          <Link className="button" href={movePath(appointment.id)}>
            {i18n._('appointment.move')}
          </Link>
        )}
        {can.has('cancel') && (
          <button type="button" className="button button-danger" onClick={() => setCancelling(true)}>
            {i18n._('appointment.cancel')}
          </button>
        )}
      </div>
      {cancelling && can.has('cancel') && (
        <CancelSheet busy={change.isPending} onCancel={cancel} onClose={() => setCancelling(false)} />
      )}
    </>
  )

  function confirm() {
    change.mutate({ verb: 'confirm' }, { onSuccess: () => announce(i18n._('appointment.confirmed')) })
  }

  function cancel(reason: string | null) {
    change.mutate(
      { verb: 'cancel', reason },
      { onSuccess: () => announce(i18n._('appointment.cancelled')), onSettled: () => setCancelling(false) },
    )
  }
}
