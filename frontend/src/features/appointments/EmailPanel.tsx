import { useLingui } from '@lingui/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Appointment, requestAppointmentEmail, verifyAppointmentEmail } from '../../api/client'
import { getAppointmentQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { announce } from '../../ui/announce'
import { ErrorSummary } from '../../ui/ErrorSummary'
import { TextField } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { useFields } from '../../ui/useFields'
import { AccountAlert } from '../account/AccountAlert'
import { CodeBox } from '../account/CodeBox'
import { isEmail } from '../booking/checks'

interface EmailPanelProps {
  appointment: Appointment
  /** The address that came with the booking: its code is on the way already. */
  given: string
}

/** Nothing about the visit is sent to an address before its code came back. */
export function EmailPanel({ appointment, given }: EmailPanelProps) {
  const { i18n } = useLingui()
  const [sentTo, setSentTo] = useState(given)
  const [verified, setVerified] = useState<string>()
  const queryClient = useQueryClient()
  // The address is a change of the visit as any other: the next one must have seen it
  const look = () =>
    queryClient.invalidateQueries({ queryKey: getAppointmentQueryKey({ path: { id: appointment.id } }) })
  if (verified) {
    return (
      <p className="notice notice-good" role="status">
        <Icon name="check" />
        {i18n._('email.verified', { email: verified })}
      </p>
    )
  }
  return (
    <section className="panel" aria-labelledby="email-title">
      <h2 id="email-title">{sentTo ? i18n._('email.title') : i18n._('email.wanted')}</h2>
      {sentTo ? (
        <CodeBox
          hint={i18n._('email.hint', { email: sentTo })}
          submit={i18n._('email.verify')}
          verify={(code) => verify(appointment, code).finally(look)}
          onVerified={setVerified}
        >
          <button type="button" className="button button-quiet" onClick={() => setSentTo('')}>
            {i18n._('email.other')}
          </button>
        </CodeBox>
      ) : (
        <AddressForm appointment={appointment.id} onSent={setSentTo} />
      )}
    </section>
  )
}

async function verify({ id, sequence }: Appointment, code: string): Promise<string> {
  const { data } = await verifyAppointmentEmail({
    path: { id },
    headers: { 'If-Match': `"${sequence}"` },
    body: { code },
    throwOnError: true,
  })
  return data.email
}

interface AddressFormProps {
  appointment: number
  onSent: (email: string) => void
}

function AddressForm({ appointment, onSent }: AddressFormProps) {
  const { i18n } = useLingui()
  const ask = useMutation<unknown, Problem, string>({
    mutationFn: (email) =>
      requestAppointmentEmail({ path: { id: appointment }, body: { email }, throwOnError: true }),
    onSuccess: (_done, email) => {
      announce(i18n._('account.code.sent'))
      onSent(email)
    },
  })
  const form = useFields(
    { email: '' },
    ({ email }) => (isEmail(email) ? [] : [{ field: 'email', message: i18n._('account.email.wrong') }]),
    ({ email }) => ask.mutate(email.trim()),
  )
  return (
    <form noValidate onSubmit={form.submit}>
      <ErrorSummary title={i18n._('mistake.title')} mistakes={form.mistakes} attempt={form.attempt} />
      <AccountAlert title={i18n._('details.refused')} problem={ask.error} attempt={ask.submittedAt} />
      <TextField
        type="email"
        label={i18n._('account.email')}
        hint={i18n._('email.wanted.hint')}
        autoComplete="email"
        {...form.box('email')}
      />
      <button type="submit" className="button" disabled={ask.isPending}>
        {i18n._('account.code.ask')}
      </button>
    </form>
  )
}
