import { useLingui } from '@lingui/react'
import { Choice } from '../../ui/Choice'
import { FieldError, TextField } from '../../ui/Field'
import type { DetailsFields } from './details'

/** Name, phone and birth date of who comes; native boxes that every keyboard and screen reader knows. */
export function PersonFields({ form }: { form: DetailsFields }) {
  const { i18n } = useLingui()
  const other = form.values.whom === 'other'
  return (
    <>
      {other && <RelationField form={form} />}
      <TextField
        label={other ? i18n._('details.name.other') : i18n._('details.name')}
        autoComplete={other ? 'off' : 'given-name'}
        {...form.box('name')}
      />
      <TextField
        label={i18n._('details.surnames')}
        autoComplete={other ? 'off' : 'family-name'}
        {...form.box('surnames')}
      />
      <TextField
        type="tel"
        label={other ? i18n._('details.phone.other') : i18n._('details.phone')}
        hint={i18n._('details.phone.hint')}
        autoComplete="tel"
        {...form.box('phone')}
      />
      <BirthDateField form={form} />
      <TextField
        type="email"
        label={i18n._('details.email')}
        hint={i18n._('details.email.hint')}
        autoComplete="email"
        {...form.box('email')}
      />
    </>
  )
}

const RELATIONS = ['child', 'parent', 'other'] as const

function RelationField({ form }: { form: DetailsFields }) {
  const { i18n } = useLingui()
  const names = {
    child: i18n._('relation.child'),
    parent: i18n._('relation.parent'),
    other: i18n._('relation.other'),
  }
  const error = form.errorOf('relation')
  return (
    <fieldset className={error ? 'field field-wrong' : 'field'}>
      <legend>{i18n._('details.relation')}</legend>
      <FieldError id="relation-error" error={error} />
      {RELATIONS.map((relation, index) => (
        <Choice
          key={relation}
          id={index === 0 ? 'relation' : `relation-${relation}`}
          {...form.pick('relation', relation)}
        >
          {names[relation]}
        </Choice>
      ))}
    </fieldset>
  )
}

/** Three boxes, in the order people say a date; the focus never jumps by itself. */
function BirthDateField({ form }: { form: DetailsFields }) {
  const { i18n } = useLingui()
  const error = form.errorOf('day')
  const part = (name: 'day' | 'month' | 'year') => ({
    ...form.box(name),
    inputMode: 'numeric' as const,
    'aria-describedby': error ? 'day-error' : 'birth-hint',
    'aria-invalid': error ? (true as const) : undefined,
    error: undefined,
  })
  return (
    <fieldset className={error ? 'field field-wrong' : 'field'}>
      <legend>{i18n._('details.birth')}</legend>
      <p id="birth-hint" className="hint">
        {i18n._('details.birth.hint')}
      </p>
      <FieldError id="day-error" error={error} />
      <div className="date-boxes">
        <TextField label={i18n._('date.day')} maxLength={2} autoComplete="bday-day" {...part('day')} />
        <TextField label={i18n._('date.month')} maxLength={2} autoComplete="bday-month" {...part('month')} />
        <TextField label={i18n._('date.year')} maxLength={4} autoComplete="bday-year" {...part('year')} />
      </div>
    </fieldset>
  )
}
