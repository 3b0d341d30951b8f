import { useLingui } from '@lingui/react'
import { useFormContext, useWatch } from 'react-hook-form'
import { Choice } from '../../ui/Choice'
import { FieldError, TextField } from '../../ui/Field'
import type { Details } from './details'

/** Name, phone and birth date of who comes; native boxes that every keyboard and screen reader knows. */
export function PersonFields() {
  const { i18n } = useLingui()
  const { control, formState, register } = useFormContext<Details>()
  const other = useWatch({ control, name: 'whom' }) === 'other'
  const { errors } = formState
  return (
    <>
      {other && <RelationField />}
      <TextField
        id="name"
        label={other ? i18n._('details.name.other') : i18n._('details.name')}
        error={errors.name?.message}
        autoComplete={other ? 'off' : 'given-name'}
        {...register('name')}
      />
      <TextField
        id="surnames"
        label={i18n._('details.surnames')}
        error={errors.surnames?.message}
        autoComplete={other ? 'off' : 'family-name'}
        {...register('surnames')}
      />
      <TextField
        id="phone"
        type="tel"
        label={other ? i18n._('details.phone.other') : i18n._('details.phone')}
        hint={i18n._('details.phone.hint')}
        error={errors.phone?.message}
        autoComplete="tel"
        {...register('phone')}
      />
      <BirthDateField />
      <TextField
        id="email"
        type="email"
        label={i18n._('details.email')}
        hint={i18n._('details.email.hint')}
        error={errors.email?.message}
        autoComplete="email"
        {...register('email')}
      />
    </>
  )
}

const RELATIONS = ['child', 'parent', 'other'] as const

function RelationField() {
  const { i18n } = useLingui()
  const { formState, register } = useFormContext<Details>()
  const names = {
    child: i18n._('relation.child'),
    parent: i18n._('relation.parent'),
    other: i18n._('relation.other'),
  }
  const error = formState.errors.relation?.message
  return (
    <fieldset className={error ? 'field field-wrong' : 'field'}>
      <legend>{i18n._('details.relation')}</legend>
      <FieldError id="relation-error" error={error} />
      {RELATIONS.map((relation, index) => (
        <Choice
          key={relation}
          id={index === 0 ? 'relation' : `relation-${relation}`}
          type="radio"
          value={relation}
          {...register('relation')}
        >
          {names[relation]}
        </Choice>
      ))}
    </fieldset>
  )
}

/** Three boxes, in the order people say a date; the focus never jumps by itself. */
function BirthDateField() {
  const { i18n } = useLingui()
  const { formState, register } = useFormContext<Details>()
  const error = formState.errors.day?.message
  const box = {
    inputMode: 'numeric',
    'aria-describedby': error ? 'day-error' : 'birth-hint',
    'aria-invalid': error ? true : undefined,
  } as const
  return (
    <fieldset className={error ? 'field field-wrong' : 'field'}>
      <legend>{i18n._('details.birth')}</legend>
      <p id="birth-hint" className="hint">
        {i18n._('details.birth.hint')}
      </p>
      <FieldError id="day-error" error={error} />
      <div className="date-boxes">
        <TextField
          id="day"
          label={i18n._('date.day')}
          maxLength={2}
          autoComplete="bday-day"
          {...box}
          {...register('day')}
        />
        <TextField
          id="month"
          label={i18n._('date.month')}
          maxLength={2}
          autoComplete="bday-month"
          {...box}
          {...register('month')}
        />
        <TextField
          id="year"
          label={i18n._('date.year')}
          maxLength={4}
          autoComplete="bday-year"
          {...box}
          {...register('year')}
        />
      </div>
    </fieldset>
  )
}
