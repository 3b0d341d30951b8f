import { useLingui } from '@lingui/react'
import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import { changePassword, type Token } from '../../api/client'
import type { Problem } from '../../api/problem'
import { openSession } from '../../api/renew'
import { routes } from '../../routes'
import { announce } from '../../ui/announce'
import { ErrorSummary } from '../../ui/ErrorSummary'
import { TextField } from '../../ui/Field'
import { useFields } from '../../ui/useFields'
import { AccountAlert } from './AccountAlert'
import { Matter } from './Matter'
import { NewPasswordField, passwordMistake } from './NewPasswordField'

const EMPTY = { current: '', password: '' }

export function PasswordChange() {
  const { i18n } = useLingui()
  const change = useMutation<Token, Problem, typeof EMPTY>({
    mutationFn: async (body) => (await changePassword({ body, throwOnError: true })).data,
    onSuccess: (token) => {
      openSession(token)
      form.set(EMPTY)
      announce(i18n._('password.changed'))
    },
  })
  const form = useFields(
    EMPTY,
    ({ current, password }) => [
      ...(current ? [] : [{ field: 'current', message: i18n._('password.current.missing') }]),
      ...passwordMistake(i18n, password),
    ],
    (values) => change.mutate(values),
  )
  return (
    <Matter title={i18n._('account.password')}>
      <form noValidate onSubmit={form.submit}>
        <ErrorSummary title={i18n._('mistake.title')} mistakes={form.mistakes} attempt={form.attempt} />
        <AccountAlert title={i18n._('profile.refused')} problem={change.error} attempt={change.submittedAt} />
        {change.isSuccess && <p className="notice notice-good">{i18n._('password.changed')}</p>}
        <TextField
          type="password"
          label={i18n._('password.current')}
          autoComplete="current-password"
          {...form.box('current')}
        />
        <NewPasswordField {...form.box('password')} />
        <button type="submit" className="button button-main" disabled={change.isPending}>
          {i18n._('password.change')}
        </button>
      </form>
      <p className="hint">
        {i18n._('password.none')} <Link href={routes.reset}>{i18n._('account.forgot')}</Link>
      </p>
    </Matter>
  )
}
