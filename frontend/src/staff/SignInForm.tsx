import { useLingui } from '@lingui/react'
import { Alert, Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { login, type Token } from '../api/client'
import type { Problem } from '../api/problem'
import { enter } from './access'

async function signIn(body: { login: string; password: string }): Promise<Token> {
  const { data } = await login({ body, throwOnError: true })
  return data
}

interface SignInFormProps {
  /** Known when the session ended by itself: only the password is missing. */
  knownLogin?: string
  onDone?: (token: Token) => void
}

export function SignInForm({ knownLogin = '', onDone }: SignInFormProps) {
  const { i18n } = useLingui()
  const [name, setName] = useState(knownLogin)
  const [password, setPassword] = useState('')
  const attempt = useMutation<Token, Problem, { login: string; password: string }>({
    mutationFn: signIn,
    onSuccess: (token, { login: used }) => {
      rememberLogin(used)
      onDone?.(token)
      enter(token)
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate({ login: name.trim(), password })
  }
  return (
    <form className="form" onSubmit={send}>
      {attempt.isError && <SignInProblem problem={attempt.error} />}
      <TextInput
        label={i18n._('staff.login')}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        size="md"
        required
        withAsterisk={false}
      />
      <PasswordInput
        label={i18n._('staff.password')}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ tabIndex: 0, 'aria-label': i18n._('staff.password.show') }}
        size="md"
        required
        withAsterisk={false}
      />
      <Button type="submit" size="md" loading={attempt.isPending}>
        {i18n._('staff.enter')}
      </Button>
    </form>
  )
}

function SignInProblem({ problem }: { problem: Problem }) {
  const { i18n } = useLingui()
  const text = problem.offline ? i18n._('staff.offline') : problem.detail || i18n._('staff.error')
  return (
    <Alert role="alert" color="red" variant="light" className="problem">
      {text}
    </Alert>
  )
}

const LOGIN_KEY = 'staff-login'

/** The login of this tab, so that an ended session asks for the password alone. */
export function rememberedLogin(): string {
  try {
    return sessionStorage.getItem(LOGIN_KEY) ?? ''
  } catch {
    return ''
  }
}

function rememberLogin(name: string) {
  try {
    sessionStorage.setItem(LOGIN_KEY, name)
  } catch {
    // Without storage the login is typed again.
  }
}
