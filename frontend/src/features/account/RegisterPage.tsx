import { useLingui } from '@lingui/react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { register } from '../../api/client'
import type { Problem } from '../../api/problem'
import { routes } from '../../routes'
import { BackLink } from '../../ui/BackLink'
import { Choice } from '../../ui/Choice'
import { ErrorSummary } from '../../ui/ErrorSummary'
import { TextField } from '../../ui/Field'
import { PageTitle } from '../../ui/PageTitle'
import { useFields } from '../../ui/useFields'
import { isEmail } from '../booking/checks'
import { useClinic } from '../clinic/queries'
import { AccountAlert } from './AccountAlert'
import { NewPasswordField, passwordMistake } from './NewPasswordField'
import { PersonBoxes } from './PersonBoxes'
import { NOBODY, personBody, personMistakes } from './person'
import { RegistrationCode } from './RegistrationCode'

/** An account is a convenience, never a condition: what one gets for it is said first. */
export function RegisterPage() {
  const { i18n } = useLingui()
  const [sentTo, setSentTo] = useState<string>()
  return (
    <div className="page">
      <BackLink />
      <PageTitle title={i18n._('register.title')} />
      {sentTo ? (
        <RegistrationCode email={sentTo} onOther={() => setSentTo(undefined)} />
      ) : (
        <>
          <p className="lead">{i18n._('register.lead')}</p>
          <RegisterForm onSent={setSentTo} />
          <p className="hint">
            {i18n._('register.have')} <Link href={routes.signIn}>{i18n._('account.signIn')}</Link>
          </p>
        </>
      )}
    </div>
  )
}

const EMPTY = { ...NOBODY, email: '', password: '', consent: false }

function RegisterForm({ onSent }: { onSent: (email: string) => void }) {
  const { i18n } = useLingui()
  const clinic = useClinic().data
  const send = useRegister(clinic?.consent.version ?? '', onSent)
  const form = useFields(
    EMPTY,
    (values) => [
      ...personMistakes(i18n, values, clinic?.today ?? ''),
      ...(isEmail(values.email) ? [] : [{ field: 'email', message: i18n._('account.email.wrong') }]),
      ...passwordMistake(i18n, values.password),
      ...(values.consent ? [] : [{ field: 'consent', message: i18n._('register.consent.missing') }]),
    ],
    (values) => send.mutate(values),
  )
  return (
    <form noValidate onSubmit={form.submit}>
      <ErrorSummary title={i18n._('mistake.title')} mistakes={form.mistakes} attempt={form.attempt} />
      <AccountAlert
        title={i18n._('register.refused')}
        problem={form.mistakes.length > 0 ? null : send.error}
        attempt={send.submittedAt}
      />
      <PersonBoxes form={form} />
      <TextField
        type="email"
        label={i18n._('account.email')}
        hint={i18n._('register.email.hint')}
        autoComplete="email"
        {...form.box('email')}
      />
      <NewPasswordField {...form.box('password')} />
      <Choice {...form.tick('consent')}>{clinic?.consent.text}</Choice>
      <button type="submit" className="button button-main" disabled={send.isPending}>
        {i18n._('register.submit')}
      </button>
    </form>
  )
}

function useRegister(consent_version: string, onSent: (email: string) => void) {
  return useMutation<unknown, Problem, typeof EMPTY>({
    mutationFn: (typed) => {
      const email = typed.email.trim()
      const body = { ...personBody(typed), email, password: typed.password, consent_version }
      return register({ body, throwOnError: true })
    },
    onSuccess: (_done, { email }) => onSent(email.trim()),
  })
}
