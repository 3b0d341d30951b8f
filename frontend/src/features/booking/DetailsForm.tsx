import { useLingui } from '@lingui/react'
import { type ReactNode, useEffect } from 'react'
import { useLocation } from 'wouter'
import type { Problem } from '../../api/problem'
import { session } from '../../api/session'
import { appointmentPath } from '../../routes'
import { Alert, ErrorSummary } from '../../ui/ErrorSummary'
import { TextArea } from '../../ui/Field'
import { PageTitle } from '../../ui/PageTitle'
import { useFields } from '../../ui/useFields'
import { useClinic } from '../clinic/queries'
import type { Request, useBook } from './book'
import { ConsentField, RememberField } from './ConsentField'
import { type Details, type DetailsFields, isKnownPatient, mistakesIn, personOf } from './details'
import { finishDraft, loadDraft, saveDraft } from './draft'
import { type ChosenPlace, isLost } from './hold'
import { PersonFields } from './PersonFields'
import { fieldMistakes } from './serverMistakes'
import { WhomFields } from './WhomFields'

type BookingState = ReturnType<typeof useBook>

interface DetailsFormProps {
  place: ChosenPlace
  booking: BookingState
  lost: boolean
  children: ReactNode
}

export function DetailsForm({ place, booking, lost, children }: DetailsFormProps) {
  const { i18n } = useLingui()
  const form = useDetails((details) => send(details))
  const send = useSend(booking, form, place)
  const { whom } = form.values
  const refused = booking.error && !isLost(booking.error) ? booking.error : null
  return (
    <>
      <PageTitle title={whom === 'other' ? i18n._('details.title.other') : i18n._('details.title')} />
      {children}
      <ErrorSummary title={i18n._('mistake.title')} mistakes={form.mistakes} attempt={form.attempt} />
      {refused && <Refusal problem={refused} attempt={booking.submittedAt} onRetry={form.submit} />}
      <form noValidate onSubmit={form.submit}>
        <WhomFields form={form} />
        {!isKnownPatient(whom) && <PersonFields form={form} />}
        <TextArea
          label={i18n._('details.reason')}
          hint={i18n._('details.reason.hint')}
          {...form.box('reason')}
        />
        {!isKnownPatient(whom) && <ConsentField form={form} />}
        {whom === 'self' && <RememberField form={form} />}
        <button type="submit" className="button button-main" disabled={booking.isPending || lost}>
          {booking.isPending ? i18n._('details.sending') : i18n._('details.confirm')}
        </button>
      </form>
    </>
  )
}

/** The form, its rules in the reader's language, and the draft that outlives the screen. */
function useDetails(send: (details: Details) => void): DetailsFields {
  const { i18n } = useLingui()
  const today = useClinic().data?.today ?? new Date().toISOString().slice(0, 10)
  const form = useFields<Details>(loadDraft, (details) => mistakesIn(i18n, details, today), send)
  useEffect(() => saveDraft(form.values), [form.values])
  return form
}

function useSend(booking: BookingState, form: DetailsFields, place: ChosenPlace) {
  const [, go] = useLocation()
  const consent = useClinic().data?.consent.version ?? null
  return (details: Details) =>
    booking.mutate(requestOf(details, consent), {
      onSuccess: (booked) => {
        finishDraft(details, place)
        go(appointmentPath(booked.id), {
          replace: true,
          state: { booked: true, ...messagesGoTo(details) },
        })
      },
      onError: (problem) => form.refuse(fieldMistakes(problem)),
    })
}

/** To the account's address; or to the one that was typed, once its code has come back. */
function messagesGoTo({ whom, email }: Details) {
  return session()?.role === 'patient' && isKnownPatient(whom)
    ? { mailed: true }
    : { guest: true, email: email.trim() }
}

function requestOf(details: Details, consent: string | null): Request {
  const reason = details.reason.trim() || null
  if (isKnownPatient(details.whom)) return { patient: Number(details.whom), reason }
  return { person: personOf(details), reason, consent_version: consent }
}

interface RefusalProps {
  problem: Problem
  attempt: number
  onRetry: DetailsFields['submit']
}

/** What the server said, and for a lost connection a button that cannot book twice. */
function Refusal({ problem, attempt, onRetry }: RefusalProps) {
  const { i18n } = useLingui()
  if (fieldMistakes(problem).length > 0) return null
  return (
    <Alert title={problem.offline ? i18n._('offline.title') : i18n._('details.refused')} attempt={attempt}>
      <p>{problem.offline ? i18n._('offline.kept') : problem.detail || i18n._('error.body')}</p>
      {problem.offline && (
        <button type="button" className="button" onClick={onRetry}>
          {i18n._('action.retry')}
        </button>
      )}
    </Alert>
  )
}
