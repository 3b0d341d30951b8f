import { useLingui } from '@lingui/react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { login, type Token } from '../../api/client'
import type { Problem } from '../../api/problem'
import { TextField } from '../../ui/Field'
import { AccountAlert } from './AccountAlert'

export function PasswordForm({ onToken }: { onToken: (token: Token) => void }) {
  const { i18n } = useLingui()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation<Token, Problem>({
    mutationFn: async () =>
      (await login({ body: { login: name.trim(), password }, throwOnError: true })).data,
    onSuccess: onToken,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <form onSubmit={submit}>
      <AccountAlert problem={signIn.error} attempt={signIn.submittedAt} />
      <TextField
        id="login"
        label={i18n._('account.email')}
        autoComplete="username"
        autoCapitalize="none"
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        id="password"
        type="password"
        label={i18n._('account.password')}
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <button type="submit" className="button button-main" disabled={signIn.isPending}>
        {i18n._('account.enter')}
      </button>
    </form>
  )
}
