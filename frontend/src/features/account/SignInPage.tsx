import { useLingui } from '@lingui/react'
import { useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import type { Token } from '../../api/client'
import { openSession } from '../../api/renew'
import { routes } from '../../routes'
import { BackLink } from '../../ui/BackLink'
import { PageTitle } from '../../ui/PageTitle'
import { CodeForm } from './CodeForm'
import { PasswordForm } from './PasswordForm'

/** By a code sent to the e-mail, or by password. */
export function SignInPage() {
  const { i18n } = useLingui()
  const [byPassword, setByPassword] = useState(false)
  const enter = useEnter()
  return (
    <div className="page">
      <BackLink />
      <PageTitle title={i18n._('account.signIn')} />
      <p className="lead">{i18n._('account.lead')}</p>
      {byPassword ? <PasswordForm onToken={enter} /> : <CodeForm onToken={enter} />}
      <button type="button" className="link-button" onClick={() => setByPassword(!byPassword)}>
        {byPassword ? i18n._('account.byCode') : i18n._('account.byPassword')}
      </button>
      <p className="hint">
        {i18n._('account.none')} <Link href={routes.find}>{i18n._('identity.find')}</Link>
      </p>
    </div>
  )
}

/** Patients go on where they wanted to go, the staff to their own entry. */
function useEnter() {
  const [, go] = useLocation()
  const wanted = new URLSearchParams(useSearch()).get('a') ?? ''
  return (token: Token) => {
    openSession(token)
    if (token.role === 'patient') go(/^\/(?![/\\])/.test(wanted) ? wanted : routes.mine, { replace: true })
    else location.assign(routes.staff)
  }
}
