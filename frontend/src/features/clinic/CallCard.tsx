import { useLingui } from '@lingui/react'
import { Icon } from '../../ui/Icon'
import { callLink, readablePhone, whatsAppLink } from './phone'
import { useClinic } from './queries'

/** The phone stays first-class: on every screen, one tap away. */
export function CallCard({ title }: { title?: string }) {
  const { i18n } = useLingui()
  const phone = useClinic().data?.phone
  if (!phone) return null
  return (
    <aside className="call-card" aria-label={i18n._('call.region')}>
      <h2>{title ?? i18n._('call.title')}</h2>
      <div className="buttons">
        <a className="button button-quiet" href={callLink(phone)}>
          <Icon name="phone" />
          {readablePhone(phone)}
        </a>
        <a className="button button-quiet" href={whatsAppLink(phone)}>
          <Icon name="chat" />
          {i18n._('call.whatsapp')}
        </a>
      </div>
    </aside>
  )
}
