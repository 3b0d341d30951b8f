import { useLingui } from '@lingui/react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { listAppointments, lookupAppointment } from '../../api/client'
import type { Problem } from '../../api/problem'
import { openSession } from '../../api/renew'
import { appointmentPath, routes } from '../../routes'
import { BackLink } from '../../ui/BackLink'
import { Alert, ErrorSummary, type Mistake } from '../../ui/ErrorSummary'
import { TextField } from '../../ui/Field'
import { PageTitle } from '../../ui/PageTitle'
import { birthDate } from '../booking/birthDate'
import { CallCard } from '../clinic/CallCard'
import { DateBoxes, type TypedDate } from './DateBoxes'
import { tidyReference } from './reference'

/** P5: "Ya tengo cita", by what is written in the message. */
export function FindPage() {
  const { i18n } = useLingui()
  return (
    <div className="page">
      <BackLink />
      <PageTitle title={i18n._('find.title')} />
      <p className="lead">{i18n._('find.lead')}</p>
      <FindForm />
      <p>
        <Link className="link-button" href={routes.mine}>
          {i18n._('find.account')}
        </Link>
      </p>
      <CallCard title={i18n._('find.lost')} />
    </div>
  )
}

interface Search {
  number: string
  birth_date: string
}

function useFind() {
  const [, go] = useLocation()
  return useMutation<number | undefined, Problem, Search>({
    mutationFn: async (body) => {
      const { data: token } = await lookupAppointment({ body, throwOnError: true })
      openSession(token)
      const { data } = await listAppointments({ throwOnError: true })
      return data.items.find((item) => item.number === body.number)?.id ?? data.items[0]?.id
    },
    onSuccess: (id) => {
      if (id !== undefined) go(appointmentPath(id))
    },
  })
}

function FindForm() {
  const { i18n } = useLingui()
  const find = useFind()
  const [number, setNumber] = useState('')
  const [born, setBorn] = useState<TypedDate>({ day: '', month: '', year: '' })
  const [mistakes, setMistakes] = useState<readonly Mistake[]>([])
  const [attempt, setAttempt] = useState(0)
  const messageOf = (field: string) => mistakes.find((mistake) => mistake.field === field)?.message
  return (
    <form noValidate onSubmit={submit}>
      <ErrorSummary title={i18n._('mistake.title')} mistakes={mistakes} attempt={attempt} />
      {find.error && <NotFoundAlert problem={find.error} attempt={find.submittedAt} />}
      <TextField
        id="number"
        label={i18n._('find.number')}
        hint={i18n._('find.number.hint')}
        error={messageOf('number')}
        autoComplete="off"
        autoCapitalize="characters"
        value={number}
        onChange={(event) => setNumber(event.target.value)}
      />
      <DateBoxes legend={i18n._('find.birth')} value={born} error={messageOf('day')} onChange={setBorn} />
      <button type="submit" className="button button-main" disabled={find.isPending}>
        {find.isPending ? i18n._('status.searching') : i18n._('find.submit')}
      </button>
    </form>
  )

  function submit(event: FormEvent) {
    event.preventDefault()
    const search = { number: tidyReference(number), birth_date: birthDate(born) }
    const found: Mistake[] = []
    if (!search.number) found.push({ field: 'number', message: i18n._('find.number.missing') })
    if (!search.birth_date) found.push({ field: 'day', message: i18n._('mistake.birth') })
    setMistakes(found)
    setAttempt(attempt + 1)
    if (found.length === 0) find.mutate(search)
  }
}

function NotFoundAlert({ problem, attempt }: { problem: Problem; attempt: number }) {
  const { i18n } = useLingui()
  const title = problem.offline ? i18n._('offline.title') : i18n._('find.none')
  return (
    <Alert title={title} attempt={attempt}>
      <p>
        {problem.code === 'not-found' ? i18n._('find.none.hint') : problem.detail || i18n._('offline.body')}
      </p>
    </Alert>
  )
}
