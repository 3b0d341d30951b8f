import { useLingui } from '@lingui/react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { confirmPasswordReset, requestPasswordReset } from '../../api/client'
import type { Problem } from '../../api/problem'
import { routes } from '../../routes'
import { BackLink } from '../../ui/BackLink'
import { ErrorSummary } from '../../ui/ErrorSummary'
import { TextField } from '../../ui/Field'
import { PageTitle } from '../../ui/PageTitle'
import { useFields } from '../../ui/useFields'
import { isEmail } from '../booking/checks'
import { AccountAlert } from './AccountAlert'
import { NewPasswordField, passwordMistake } from './NewPasswordField'

type Step = { at: 'ask' } | { at: 'choose'; email: string } | { at: 'done' }

/** A forgotten password: e-mail, code, another password. */
export function ResetPage() {
  const { i18n } = useLingui()
  const [step, setStep] = useState<Step>({ at: 'ask' })
  return (
    <div className="page">
      <BackLink fallback={routes.signIn} />
      <PageTitle title={i18n._('reset.title')} />
      {step.at === 'ask' && <Ask onSent={(email) => setStep({ at: 'choose', email })} />}
      {step.at === 'choose' && <Choose email={step.email} onDone={() => setStep({ at: 'done' })} />}
      {step.at === 'done' && (
        <>
          <p className="notice notice-good" role="status">
            {i18n._('reset.done')}
          </p>
          <Link className="button button-main" href={routes.signIn}>
            {i18n._('account.signIn')}
          </Link>
        </>
      )}
    </div>
  )
}

function Ask({ onSent }: { onSent: (email: string) => void }) {
  const { i18n } = useLingui()
  const ask = useMutation<unknown, Problem, string>({
    mutationFn: (email) => requestPasswordReset({ body: { email }, throwOnError: true }),
    onSuccess: (_done, email) => onSent(email),
  })
  const form = useFields(
    { email: '' },
    ({ email }) => (isEmail(email) ? [] : [{ field: 'email', message: i18n._('account.email.wrong') }]),
    ({ email }) => ask.mutate(email.trim()),
  )
  return (
    <form noValidate onSubmit={form.submit}>
      <p className="lead">{i18n._('reset.lead')}</p>
      <ErrorSummary title={i18n._('mistake.title')} mistakes={form.mistakes} attempt={form.attempt} />
      <AccountAlert problem={ask.error} attempt={ask.submittedAt} title={i18n._('details.refused')} />
      <TextField type="email" label={i18n._('account.email')} autoComplete="email" {...form.box('email')} />
      <button type="submit" className="button button-main" disabled={ask.isPending}>
        {i18n._('account.code.ask')}
      </button>
    </form>
  )
}

function Choose({ email, onDone }: { email: string; onDone: () => void }) {
  const { i18n } = useLingui()
  const change = useMutation<unknown, Problem, { code: string; password: string }>({
    mutationFn: ({ code, password }) => {
      const body = { email, password, code: code.replace(/\D/g, '') }
      return confirmPasswordReset({ body, throwOnError: true })
    },
    onSuccess: onDone,
  })
  const form = useFields(
    { code: '', password: '' },
    ({ code, password }) => [
      ...(/\d/.test(code) ? [] : [{ field: 'code', message: i18n._('account.code.missing') }]),
      ...passwordMistake(i18n, password),
    ],
    (values) => change.mutate(values),
  )
  return (
    <form noValidate onSubmit={form.submit}>
      <p className="notice">{i18n._('account.code.hint', { email })}</p>
      <ErrorSummary title={i18n._('mistake.title')} mistakes={form.mistakes} attempt={form.attempt} />
      <AccountAlert problem={change.error} attempt={change.submittedAt} title={i18n._('details.refused')} />
      <TextField
        label={i18n._('account.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        {...form.box('code')}
      />
      <NewPasswordField {...form.box('password')} />
      <button type="submit" className="button button-main" disabled={change.isPending}>
        {i18n._('reset.submit')}
      </button>
    </form>
  )
}
