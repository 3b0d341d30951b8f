import { useLingui } from '@lingui/react'
import { useOnline } from '../ui/online'

/** The network is gone: what was read stays on screen, and changes have to wait. */
export function OfflineNote() {
  const { i18n } = useLingui()
  const online = useOnline()
  return <div role="status">{online ? null : <p className="offline">{i18n._('staff.offline.note')}</p>}</div>
}
