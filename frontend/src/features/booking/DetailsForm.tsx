import { useLingui } from '@lingui/react'
import { type ReactNode, useEffect, useState } from 'react'
import { FormProvider, type Resolver, useForm, useWatch } from 'react-hook-form'
import { useLocation } from 'wouter'
import type { Problem } from '../../api/problem'
import { appointmentPath } from '../../routes'
import { Alert, ErrorSummary } from '../../ui/ErrorSummary'
import { TextArea } from '../../ui/Field'
import { PageTitle } from '../../ui/PageTitle'
import { useClinic } from '../clinic/queries'
import type { Request, useBook } from './book'
import { ConsentField, RememberField } from './ConsentField'
import { type Details, FIELDS, knownPatientSchema, mistakesIn, personOf, personSchema } from './details'
import { finishDraft, loadDraft, saveDraft } from './draft'
import { type ChosenPlace, isLost } from './hold'
import { PersonFields } from './PersonFields'
import { fieldMistakes } from './serverMistakes'
import { isKnownPatient, WhomFields } from './WhomFields'

type BookingState = ReturnType<typeof useBook>

interface DetailsFormProps {
  place: ChosenPlace
  booking: BookingState
  lost: boolean
  children: ReactNode
}

export function DetailsForm({ place, booking, lost, children }: DetailsFormProps) {
  const { i18n } = useLingui()
  const form = useDetails()
  const [attempt, setAttempt] = useState(0)
  const submit = useSubmit(booking, form, place)
  const whom = useWatch({ control: form.control, name: 'whom' })
  const { errors } = form.formState
  const mistakes = FIELDS.flatMap((field) => {
    const message = errors[field]?.message
    return message ? [{ field, message }] : []
  })
  const send = form.handleSubmit(submit, () => setAttempt(attempt + 1))
  const refused = booking.error && !isLost(booking.error) ? booking.error : null
  return (
    <FormProvider {...form}>
      <PageTitle title={whom === 'other' ? i18n._('details.title.other') : i18n._('details.title')} />
      {children}
      <ErrorSummary title={i18n._('mistake.title')} mistakes={mistakes} attempt={attempt} />
      {refused && <Refusal problem={refused} attempt={booking.submittedAt} onRetry={send} />}
      <form noValidate onSubmit={send}>
        <WhomFields />
        {!isKnownPatient(whom) && <PersonFields />}
        <TextArea
          id="reason"
          label={i18n._('details.reason')}
          hint={i18n._('details.reason.hint')}
          error={errors.reason?.message}
          {...form.register('reason')}
        />
        {!isKnownPatient(whom) && <ConsentField />}
        {whom === 'self' && <RememberField />}
        <button type="submit" className="button button-main" disabled={booking.isPending || lost}>
          {booking.isPending ? i18n._('details.sending') : i18n._('details.confirm')}
        </button>
      </form>
    </FormProvider>
  )
}

/** The form, its rules in the reader's language, and the draft that outlives the screen. */
function useDetails() {
  const { i18n } = useLingui()
  const today = useClinic().data?.today ?? new Date().toISOString().slice(0, 10)
  const resolver: Resolver<Details> = (details) => {
    const schema = isKnownPatient(details.whom) ? knownPatientSchema(i18n) : personSchema(i18n, today)
    const errors = mistakesIn(schema, details)
    return Object.keys(errors).length > 0 ? { values: {}, errors } : { values: details, errors: {} }
  }
  const form = useForm<Details>({ defaultValues: loadDraft(), resolver, shouldFocusError: false })
  useEffect(() => {
    const typing = form.watch((values) => saveDraft(values as Partial<Details>))
    return () => typing.unsubscribe()
  }, [form])
  return form
}

function useSubmit(booking: BookingState, form: ReturnType<typeof useDetails>, place: ChosenPlace) {
  const [, go] = useLocation()
  const consent = useClinic().data?.consent.version ?? null
  return (details: Details) =>
    booking.mutate(requestOf(details, consent), {
      onSuccess: (booked) => {
        finishDraft(details, place)
        go(appointmentPath(booked.id), {
          replace: true,
          state: { booked: true, mailed: details.email.trim() !== '' },
        })
      },
      onError: (problem) => {
        for (const { field, message } of fieldMistakes(problem)) form.setError(field, { message })
      },
    })
}

function requestOf(details: Details, consent: string | null): Request {
  const reason = details.reason.trim() || null
  if (isKnownPatient(details.whom)) return { patient: Number(details.whom), reason }
  return { person: personOf(details), reason, consent_version: consent }
}

interface RefusalProps {
  problem: Problem
  attempt: number
  onRetry: () => void
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
