import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useEffect } from 'react'
import type { Token } from '../api/client'
import { type Access, leave } from './access'
import { Dialog } from './Dialog'
import { rememberedLogin, SignInForm } from './SignInForm'

export function SignInPage() {
  const { i18n } = useLingui()
  const title = i18n._('staff.sign_in')
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <main id="main" className="sign-in-page">
      <div className="card">
        <h1>{title}</h1>
        <p className="card-lead">{i18n._('staff.sign_in.lead')}</p>
        <SignInForm />
      </div>
    </main>
  )
}

/** Over the work, which stays as it was. Another person starts from a clean page. */
export function SignInAgain({ access }: { access: Extract<Access, { kind: 'expired' }> }) {
  const { i18n } = useLingui()
  const check = ({ name, role }: Token) => {
    if (name !== access.name || role !== access.role) location.assign('/clinica')
  }
  return (
    <Dialog title={i18n._('staff.expired')} onClose={leave}>
      <p className="dialog-lead">{i18n._('staff.expired.lead')}</p>
      <SignInForm knownLogin={rememberedLogin()} onDone={check} />
    </Dialog>
  )
}

export function NotStaff() {
  const { i18n } = useLingui()
  return (
    <main id="main" className="sign-in-page">
      <div className="card">
        <h1>{i18n._('staff.not_staff')}</h1>
        <p className="card-lead">{i18n._('staff.not_staff.lead')}</p>
        <div className="form-actions">
          <Button component="a" href="/" variant="default">
            {i18n._('staff.to_booking')}
          </Button>
          <Button onClick={leave}>{i18n._('staff.other_account')}</Button>
        </div>
      </div>
    </main>
  )
}
