import { useLingui } from '@lingui/react'
import { useState } from 'react'
import { Link } from 'wouter'
import { routes } from '../../routes'
import { BackLink } from '../../ui/BackLink'
import { PageTitle } from '../../ui/PageTitle'
import { CodeForm } from './CodeForm'
import { PasswordForm } from './PasswordForm'
import { useEnter } from './useEnter'

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
      <div className="links">
        <button type="button" className="link-button" onClick={() => setByPassword(!byPassword)}>
          {byPassword ? i18n._('account.byCode') : i18n._('account.byPassword')}
        </button>
        {byPassword && (
          <Link className="link-button" href={routes.reset}>
            {i18n._('account.forgot')}
          </Link>
        )}
        <Link className="link-button" href={routes.register}>
          {i18n._('account.register')}
        </Link>
      </div>
      <p className="hint">
        {i18n._('account.none')} <Link href={routes.find}>{i18n._('identity.find')}</Link>
      </p>
    </div>
  )
}
