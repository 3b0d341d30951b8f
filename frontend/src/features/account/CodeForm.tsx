import { useLingui } from '@lingui/react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { requestCode, type Token, verifyCode } from '../../api/client'
import type { Problem } from '../../api/problem'
import { announce } from '../../ui/announce'
import { TextField } from '../../ui/Field'
import { AccountAlert } from './AccountAlert'
import { CodeBox } from './CodeBox'

/** Ask for a code, then type or paste it. The answer never tells whether the address is known. */
export function CodeForm({ onToken }: { onToken: (token: Token) => void }) {
  const { i18n } = useLingui()
  const [email, setEmail] = useState('')
  const ask = useMutation<unknown, Problem>({
    mutationFn: () => requestCode({ body: { email: email.trim() }, throwOnError: true }),
    onSuccess: () => announce(i18n._('account.code.sent')),
  })
  if (ask.isSuccess) return <CodeAnswer email={email.trim()} onToken={onToken} onOther={ask.reset} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <form onSubmit={submit}>
      <AccountAlert problem={ask.error} attempt={ask.submittedAt} />
      <TextField
        id="email"
        type="email"
        label={i18n._('account.email')}
        autoComplete="email"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <button type="submit" className="button button-main" disabled={ask.isPending}>
        {i18n._('account.code.ask')}
      </button>
    </form>
  )
}

interface CodeAnswerProps {
  email: string
  onToken: (token: Token) => void
  onOther: () => void
}

function CodeAnswer({ email, onToken, onOther }: CodeAnswerProps) {
  const { i18n } = useLingui()
  return (
    <CodeBox
      hint={i18n._('account.code.hint', { email })}
      submit={i18n._('account.enter')}
      verify={async (code) => (await verifyCode({ body: { email, code }, throwOnError: true })).data}
      onVerified={onToken}
    >
      <button type="button" className="button button-quiet" onClick={onOther}>
        {i18n._('account.code.other')}
      </button>
    </CodeBox>
  )
}
