import { useLingui } from '@lingui/react'
import { Link, useLocation } from 'wouter'
import { routes } from '../../routes'
import { PageTitle } from '../../ui/PageTitle'

/** A reload forgets a visitor, on purpose: two ways to show the appointment again. */
export function IdentityNeeded() {
  const { i18n } = useLingui()
  const [here] = useLocation()
  return (
    <div className="page">
      <PageTitle title={i18n._('identity.title')} />
      <p>{i18n._('identity.hint')}</p>
      <div className="actions">
        <Link className="button button-main" href={routes.find}>
          {i18n._('identity.find')}
        </Link>
        <Link className="button button-quiet" href={`${routes.signIn}?a=${encodeURIComponent(here)}`}>
          {i18n._('account.signIn')}
        </Link>
      </div>
    </div>
  )
}
