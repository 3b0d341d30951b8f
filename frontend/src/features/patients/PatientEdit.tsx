import { useLingui } from '@lingui/react'
import { Alert, Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Candidate, type Patient, type PatientChange, updatePatient } from '../../api/client'
import type { Problem } from '../../api/problem'
import { notify } from '../../staff/notices'
import type { Day } from '../agenda/clinicDates'
import { PatientLines } from './PatientCard'
import { mistakesOf, type NewPerson } from './person'

interface PatientEditProps {
  patient: Patient
  today: Day
  onDone: () => void
}

type Person = NewPerson & { email: string }

const personOf = (patient: Patient): Person => ({
  name: patient.first_name ?? '',
  surname: patient.surname ?? '',
  second_surname: patient.second_surname ?? '',
  phone: patient.phone ?? '',
  birth_date: patient.birth_date ?? '',
  identifier: patient.identifier ?? '',
  email: patient.email ?? '',
})

/** What was written anew, as the API takes it; what was emptied is taken away. */
export function changeOf(before: Person, after: Person): PatientChange {
  const fields = Object.keys(before) as (keyof Person)[]
  const changed = fields.filter((field) => before[field] !== after[field].trim())
  return Object.fromEntries(changed.map((field) => [field, after[field].trim() || null]))
}

/** Corrects what is known. Nobody's newer change is lost: the version that was read goes along. */
export function PatientEdit({ patient, today, onDone }: PatientEditProps) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const [person, setPerson] = useState(() => personOf(patient))
  const save = useMutation<Patient, Problem, PatientChange>({
    mutationFn: async (body) => {
      const headers = { 'If-Match': `"${patient.version}"` }
      return (await updatePatient({ path: { id: patient.id }, body, headers, throwOnError: true })).data
    },
    onSuccess: () => {
      notify(i18n._('patients.saved'))
      onDone()
    },
    onSettled: () => queries.invalidateQueries(),
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(changeOf(personOf(patient), person))
  }
  const mistakes = save.error ? mistakesOf(save.error) : {}
  const alike = (save.error?.body.candidates ?? []) as Candidate[]
  const field = (name: keyof Person, label: string, type: 'text' | 'tel' | 'date' | 'email' = 'text') => (
    <TextInput
      label={label}
      type={type}
      value={person[name]}
      onChange={({ currentTarget: { value } }) => {
        setPerson((known) => ({ ...known, [name]: value }))
        if (save.isError) save.reset()
      }}
      error={(mistakes as Partial<Record<keyof Person, string>>)[name]}
      autoComplete="off"
      maxLength={120}
      {...(type === 'date' && { max: today })}
    />
  )
  return (
    <form className="form" onSubmit={send}>
      {save.error && Object.keys(mistakes).length === 0 && (
        <Alert role="alert" color="red" variant="light" className="problem">
          {save.error.offline ? i18n._('staff.offline') : save.error.detail || i18n._('staff.error')}
          {alike.map((other) => (
            <PatientLines key={other.id} patient={other} today={today} />
          ))}
        </Alert>
      )}
      {field('name', i18n._('patients.name'))}
      {field('surname', i18n._('patients.surname'))}
      {field('second_surname', i18n._('patients.second_surname'))}
      {field('phone', i18n._('patients.phone'), 'tel')}
      {field('birth_date', i18n._('patients.birth_date'), 'date')}
      {field('identifier', i18n._('patients.identifier'))}
      {field('email', i18n._('patients.email'), 'email')}
      <div className="form-actions">
        <Button type="submit" loading={save.isPending}>
          {i18n._('patients.save')}
        </Button>
      </div>
    </form>
  )
}
