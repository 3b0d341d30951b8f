import { useLingui } from '@lingui/react'
import { verifyEmail } from '../../api/client'
import { CodeBox } from './CodeBox'
import { useEnter } from './useEnter'

/** The code proves the address; the answer is the same whether the account is new or old. */
export function RegistrationCode({ email, onOther }: { email: string; onOther: () => void }) {
  const { i18n } = useLingui()
  const enter = useEnter()
  return (
    <CodeBox
      hint={i18n._('register.code.hint', { email })}
      submit={i18n._('register.finish')}
      verify={async (code) => (await verifyEmail({ body: { email, code }, throwOnError: true })).data}
      onVerified={enter}
    >
      <button type="button" className="button button-quiet" onClick={onOther}>
        {i18n._('register.correct')}
      </button>
    </CodeBox>
  )
}
