import { useLingui } from '@lingui/react'
import { type ReactNode, useLayoutEffect } from 'react'
import { Link } from 'wouter'
import { useSession } from '../features/account/queries'
import { callLink, readablePhone } from '../features/clinic/phone'
import { useClinic } from '../features/clinic/queries'
import { routes } from '../routes'
import { LiveRegion } from '../ui/announce'
import { Icon } from '../ui/Icon'
import { useOnline } from '../ui/online'
import { paintBrand } from './brand'
import { LanguageSwitch } from './LanguageSwitch'

export function Layout({ children }: { children: ReactNode }) {
  const { i18n } = useLingui()
  const colour = useClinic().data?.colour
  useLayoutEffect(() => paintBrand(colour), [colour])
  return (
    <>
      <a className="skip-link" href="#main">
        {i18n._('nav.skip')}
      </a>
      <Header />
      <OfflineNote />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <Footer />
      <LiveRegion />
    </>
  )
}

function Header() {
  const { i18n } = useLingui()
  const clinic = useClinic().data
  const signedIn = useSession()?.role === 'patient'
  return (
    <header className="top">
      <Link className="clinic-name" href={routes.home}>
        <span className="clinic-mark" aria-hidden="true" />
        <span>{clinic?.name ?? '\u00a0'}</span>
      </Link>
      <nav aria-label={i18n._('nav.main')}>
        <Link className="top-link" href={routes.mine}>
          <Icon name="person" />
          <span className="top-label">{signedIn ? i18n._('mine.title') : i18n._('account.signIn')}</span>
        </Link>
        <LanguageSwitch />
      </nav>
    </header>
  )
}

function Footer() {
  const { i18n } = useLingui()
  const clinic = useClinic().data
  return (
    <footer className="foot">
      {clinic?.phone && (
        <p>
          {clinic.name} · <a href={callLink(clinic.phone)}>{readablePhone(clinic.phone)}</a>
        </p>
      )}
      <p>
        <a href={routes.staff}>{i18n._('nav.staff')}</a>
      </p>
    </footer>
  )
}

function OfflineNote() {
  const { i18n } = useLingui()
  const online = useOnline()
  return (
    <div role="status" className={online ? undefined : 'offline-note'}>
      {!online && i18n._('offline.note')}
    </div>
  )
}
