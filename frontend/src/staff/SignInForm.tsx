import { useLingui } from '@lingui/react'
import { Alert, Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { login, type Token } from '../api/client'
import { hasCode, type Problem } from '../api/problem'
import { enter } from './access'

interface Credentials {
  login: string
  password: string
  /** The code of the phone, when the answer asked for it. */
  otp?: string
}

async function signIn(body: Credentials): Promise<Token> {
  const { data } = await login({ body, throwOnError: true })
  return data
}

/** The password was right; the code of the phone is missing or wrong. */
const STEP_ASKED: ReadonlySet<string> = new Set(['otp-required', 'invalid-code'])

const UNREADABLE = 422

interface SignInFormProps {
  /** Known when the session ended by itself: only the password is missing. */
  knownLogin?: string
  onDone?: (token: Token) => void
}

export function SignInForm({ knownLogin = '', onDone }: SignInFormProps) {
  const { i18n } = useLingui()
  const [name, setName] = useState(knownLogin)
  const [password, setPassword] = useState('')
  const [otp, setOtp] = useState('')
  const [asked, setAsked] = useState(false)
  const attempt = useMutation<Token, Problem, Credentials>({
    mutationFn: signIn,
    onSuccess: (token, { login: used }) => {
      rememberLogin(used)
      onDone?.(token)
      enter(token)
    },
    // A code that was mistyped leaves its field where it is.
    onError: ({ code, status }) => setAsked((was) => STEP_ASKED.has(code) || (was && status === UNREADABLE)),
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    const code = otp.replace(/\s/g, '')
    attempt.mutate({ login: name.trim(), password, ...(asked && code ? { otp: code } : {}) })
  }
  return (
    <form className="form" onSubmit={send}>
      {attempt.isError && !hasCode(attempt.error, 'otp-required') && (
        <SignInProblem problem={attempt.error} />
      )}
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
      {asked && (
        <TextInput
          label={i18n._('staff.otp')}
          description={i18n._('staff.otp.help')}
          value={otp}
          onChange={({ currentTarget }) => setOtp(currentTarget.value)}
          autoComplete="one-time-code"
          autoFocus
          autoCapitalize="none"
          spellCheck={false}
          maxLength={16}
          size="md"
          required
          withAsterisk={false}
        />
      )}
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
