import { useLingui } from '@lingui/react'
import { useState } from 'react'
import { verifyWaitingEmail } from '../../api/client'
import { CodeBox } from '../account/CodeBox'

interface WaitEmailProps {
  /** The number of the entry on the waiting list. */
  id: number
  /** What the visitor typed: its code is on the way already. */
  email: string
}

/** No freed time is offered to an address before its code came back. */
export function WaitEmail({ id, email }: WaitEmailProps) {
  const { i18n } = useLingui()
  const [verified, setVerified] = useState<string>()
  if (verified) {
    return (
      <p className="notice notice-good" role="status">
        {i18n._('wait.email.verified', { email: verified })}
      </p>
    )
  }
  const verify = async (code: string) =>
    (await verifyWaitingEmail({ path: { id }, body: { code }, throwOnError: true })).data.email
  return (
    <section className="panel" aria-labelledby="email-title">
      <h2 id="email-title">{i18n._('email.title')}</h2>
      <CodeBox
        hint={i18n._('wait.email.code', { email })}
        submit={i18n._('email.verify')}
        verify={verify}
        onVerified={setVerified}
      />
    </section>
  )
}
