import { useLingui } from '@lingui/react'
import { Alert, Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Candidate, Patient } from '../../api/client'
import type { Problem } from '../../api/problem'
import type { Day } from '../agenda/clinicDates'
import { Lookalikes } from './Lookalikes'
import {
  asNewPatient,
  type Mistakes,
  mistakesOf,
  type NewPerson,
  type PersonField,
  personTyped,
} from './person'
import { useCreatePatient } from './queries'
import './patients.css'

export interface PatientQuickAddProps {
  /** Today at the clinic: nobody is born later. */
  today: Day
  /** What was typed in the search: it is put where it belongs. */
  typed?: string
  onDone: (patient: Patient) => void
  /** The person was known after all; without it `onDone` is told. */
  onUse?: (patient: Patient) => void
  onCancel: () => void
}

/** Registers a person with few fields; who may be the same one is asked about first. */
export function PatientQuickAdd({ today, typed = '', onDone, onUse, onCancel }: PatientQuickAddProps) {
  const { i18n } = useLingui()
  const [person, setPerson] = useState<NewPerson>(() => personTyped(typed))
  const create = useCreatePatient(onDone)
  const { alike, mistakes, other } = reading(create.error)
  const send = (override: boolean) => create.mutate(asNewPatient(person, override))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send(false)
  }
  const write = (name: PersonField, value: string) => {
    setPerson((known) => ({ ...known, [name]: value }))
    // What was said about the former text is no longer true.
    if (create.isError) create.reset()
  }
  const field = { person, mistakes, onWrite: write }
  return (
    <form className="form" onSubmit={submit} aria-label={i18n._('patients.new')}>
      {other && (
        <Alert role="alert" color="red" variant="light" className="problem">
          {other.offline ? i18n._('staff.offline') : other.detail || i18n._('staff.error')}
        </Alert>
      )}
      <div className="person-pair">
        <TextField {...field} name="name" label={i18n._('patients.name')} required focused />
        <TextField {...field} name="surname" label={i18n._('patients.surname')} required />
      </div>
      <div className="person-pair">
        <TextField {...field} name="second_surname" label={i18n._('patients.second_surname')} />
        <TextField {...field} name="phone" label={i18n._('patients.phone')} type="tel" />
      </div>
      <div className="person-pair">
        <TextField
          {...field}
          name="birth_date"
          label={i18n._('patients.birth_date')}
          type="date"
          max={today}
        />
        <TextField {...field} name="identifier" label={i18n._('patients.identifier')} />
      </div>
      {alike && (
        <Lookalikes
          candidates={alike}
          today={today}
          sameCedula={create.error?.code === 'duplicate-cedula'}
          detail={create.error?.detail ?? ''}
          busy={create.isPending}
          onUse={onUse ?? onDone}
          onOther={() => send(true)}
        />
      )}
      <div className="form-actions">
        <Button variant="default" onClick={onCancel}>
          {i18n._('patients.back')}
        </Button>
        {!alike && (
          <Button type="submit" loading={create.isPending}>
            {i18n._('patients.register')}
          </Button>
        )}
      </div>
    </form>
  )
}

interface Reading {
  alike: Candidate[] | null
  mistakes: Mistakes
  other: Problem | null
}

const DUPLICATES = new Set(['duplicate-patient', 'duplicate-cedula'])

/** What a refusal means: known people, fields to mend, or something else. */
function reading(problem: Problem | null): Reading {
  if (!problem) return { alike: null, mistakes: {}, other: null }
  if (DUPLICATES.has(problem.code)) {
    return { alike: (problem.body.candidates ?? []) as Candidate[], mistakes: {}, other: null }
  }
  const mistakes = mistakesOf(problem)
  return { alike: null, mistakes, other: Object.keys(mistakes).length > 0 ? null : problem }
}

interface TextFieldProps {
  name: PersonField
  label: string
  person: NewPerson
  mistakes: Mistakes
  onWrite: (name: PersonField, value: string) => void
  type?: 'text' | 'tel' | 'date'
  max?: string
  required?: boolean
  focused?: boolean
}

function TextField({ name, label, person, mistakes, onWrite, focused = false, ...more }: TextFieldProps) {
  return (
    <TextInput
      label={label}
      value={person[name]}
      onChange={({ currentTarget }) => onWrite(name, currentTarget.value)}
      error={mistakes[name]}
      autoComplete="off"
      withAsterisk={false}
      maxLength={120}
      data-autofocus={focused || undefined}
      {...more}
    />
  )
}
