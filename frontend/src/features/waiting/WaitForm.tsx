import { useLingui } from '@lingui/react'
import { useState } from 'react'
import type { Wish } from '../../api/client'
import type { Problem } from '../../api/problem'
import { Choice } from '../../ui/Choice'
import { ErrorSummary } from '../../ui/ErrorSummary'
import { TextField } from '../../ui/Field'
import { type Fields, useFields } from '../../ui/useFields'
import { AccountAlert } from '../account/AccountAlert'
import { PersonBoxes } from '../account/PersonBoxes'
import { NOBODY, personBody, personMistakes } from '../account/person'
import { useMe } from '../account/queries'
import { isEmail } from '../booking/checks'
import { useClinic } from '../clinic/queries'

const SPANS = [7, 14, 30] as const
const PARTS = ['any', 'morning', 'afternoon'] as const

export interface WishForm {
  days: number
  part_of_day: NonNullable<Wish['part_of_day']>
  who: Pick<Wish, 'person' | 'patient'>
}

interface WaitFormProps {
  busy: boolean
  problem: Problem | null
  attempt: number
  onSend: (wish: WishForm) => void
}

/** Which days, which part of the day, and who waits. */
export function WaitForm({ busy, problem, attempt, onSend }: WaitFormProps) {
  const { i18n } = useLingui()
  const me = useMe().data
  const today = useClinic().data?.today ?? ''
  const [days, setDays] = useState<number>(SPANS[1])
  const [part_of_day, setPart] = useState<WishForm['part_of_day']>('any')
  const known = me?.patient != null
  const parts = {
    any: i18n._('wait.part.any'),
    morning: i18n._('wait.part.morning'),
    afternoon: i18n._('wait.part.afternoon'),
  }
  const form = useFields(
    { ...NOBODY, email: '', patient: '' },
    (typed) => {
      if (known) return []
      const wrong = typed.email.trim() !== '' && !isEmail(typed.email)
      const email = wrong ? [{ field: 'email', message: i18n._('wait.email.wrong') }] : []
      return [...personMistakes(i18n, typed, today), ...email]
    },
    (typed) => onSend({ days, part_of_day, who: whoWaits(typed) }),
  )
  return (
    <form noValidate onSubmit={form.submit}>
      <ErrorSummary title={i18n._('mistake.title')} mistakes={form.mistakes} attempt={form.attempt} />
      <AccountAlert title={i18n._('details.refused')} problem={problem} attempt={attempt} />
      <Options
        name="days"
        legend={i18n._('wait.days')}
        values={SPANS}
        value={days}
        word={(count) => i18n._('wait.within', { count })}
        onChange={setDays}
      />
      <Options
        name="part"
        legend={i18n._('wait.part')}
        values={PARTS}
        value={part_of_day}
        word={(part) => parts[part]}
        onChange={setPart}
      />
      {known ? <Whom form={form} /> : <Visitor form={form} />}
      <button type="submit" className="button button-main" disabled={busy}>
        {i18n._('wait.submit')}
      </button>
    </form>
  )

  function whoWaits(typed: typeof form.values): WishForm['who'] {
    if (known) return { patient: Number(typed.patient) || me.patient }
    return { person: { ...personBody(typed), email: typed.email.trim() || null, relation: 'self' } }
  }
}

interface OptionsProps<Value> {
  name: string
  legend: string
  values: readonly Value[]
  value: Value
  word: (value: Value) => string
  onChange: (value: Value) => void
}

function Options<Value extends string | number>(props: OptionsProps<Value>) {
  const { name, legend, values, value, word, onChange } = props
  return (
    <fieldset className="field">
      <legend>{legend}</legend>
      {values.map((one) => (
        <Choice
          key={one}
          id={`${name}-${one}`}
          type="radio"
          name={name}
          checked={one === value}
          onChange={() => onChange(one)}
        >
          {word(one)}
        </Choice>
      ))}
    </fieldset>
  )
}

type Waits = Fields<typeof NOBODY & { email: string; patient: string }>

function Visitor({ form }: { form: Waits }) {
  const { i18n } = useLingui()
  return (
    <>
      <PersonBoxes form={form} />
      <TextField
        type="email"
        label={i18n._('wait.email')}
        hint={i18n._('wait.email.hint')}
        autoComplete="email"
        {...form.box('email')}
      />
    </>
  )
}

function Whom({ form }: { form: Waits }) {
  const { i18n } = useLingui()
  const me = useMe().data
  const people = [{ patient: me?.patient, name: i18n._('wait.self') }, ...(me?.dependants ?? [])]
  return (
    <fieldset className="field">
      <legend>{i18n._('wait.whom')}</legend>
      {people.map(({ patient, name }) => (
        <Choice
          key={patient}
          id={`patient-${patient}`}
          type="radio"
          name="patient"
          checked={(Number(form.values.patient) || me?.patient) === patient}
          onChange={() => form.set({ patient: String(patient) })}
        >
          {name}
        </Choice>
      ))}
    </fieldset>
  )
}
