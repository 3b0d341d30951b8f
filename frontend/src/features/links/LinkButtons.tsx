import { useLingui } from '@lingui/react'
import { Link as RouterLink } from 'wouter'
import type { Link } from '../../api/client'
import { routes } from '../../routes'
import { phaseOf } from '../appointments/phase'

export type Step = 'look' | 'cancel' | 'move'

interface LinkButtonsProps {
  link: Link
  busy: boolean
  done: boolean
  onStep: (step: Step) => void
  onConfirm: () => void
}

/** Sí, voy · Mover · No puedo ir; what the clinic's rules do not allow now is not here. */
export function LinkButtons({ link, busy, done, onStep, onConfirm }: LinkButtonsProps) {
  const { i18n } = useLingui()
  const can = new Set(link.can)
  if (!can.has('confirm') && !can.has('reschedule') && !can.has('cancel')) return <Nothing link={link} />
  const tooLate = !can.has('reschedule') && !can.has('cancel')
  return (
    <div className="actions">
      {can.has('confirm') && !done && (
        <button type="button" className="button button-main" disabled={busy} onClick={onConfirm}>
          {link.hold_until ? i18n._('link.take') : i18n._('appointment.confirm')}
        </button>
      )}
      {can.has('reschedule') && (
        <button type="button" className="button" disabled={busy} onClick={() => onStep('move')}>
          {i18n._('appointment.move')}
        </button>
      )}
      {can.has('cancel') && (
        <button
          type="button"
          className="button button-danger"
          disabled={busy}
          onClick={() => onStep('cancel')}
        >
          {link.hold_until ? i18n._('link.leave') : i18n._('appointment.cancel')}
        </button>
      )}
      {tooLate && <p className="hint">{i18n._('appointment.late')}</p>}
    </div>
  )
}

function Nothing({ link }: { link: Link }) {
  const { i18n } = useLingui()
  const phase = phaseOf(link)
  if (phase === 'today') return null
  if (phase === 'coming' || phase === 'requested')
    return <p className="notice">{i18n._('appointment.late')}</p>
  return (
    <RouterLink className="button button-main" href={routes.home}>
      {i18n._('appointment.another')}
    </RouterLink>
  )
}
