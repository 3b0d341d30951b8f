import { useLingui } from '@lingui/react'
import { FieldError, TextField } from '../../ui/Field'

export interface TypedDate {
  day: string
  month: string
  year: string
}

interface DateBoxesProps {
  legend: string
  value: TypedDate
  error: string | undefined
  onChange: (value: TypedDate) => void
}

/** A known date in three boxes, in the order people say it. */
export function DateBoxes({ legend, value, error, onChange }: DateBoxesProps) {
  const { i18n } = useLingui()
  const box = (part: keyof TypedDate) => ({
    id: part,
    value: value[part],
    inputMode: 'numeric' as const,
    maxLength: part === 'year' ? 4 : 2,
    autoComplete: `bday-${part}`,
    'aria-describedby': error && 'day-error',
    'aria-invalid': error ? true : undefined,
    onChange: (event: { target: { value: string } }) => onChange({ ...value, [part]: event.target.value }),
  })
  return (
    <fieldset className={error ? 'field field-wrong' : 'field'}>
      <legend>{legend}</legend>
      <p className="hint">{i18n._('details.birth.hint')}</p>
      <FieldError id="day-error" error={error} />
      <div className="date-boxes">
        <TextField label={i18n._('date.day')} {...box('day')} />
        <TextField label={i18n._('date.month')} {...box('month')} />
        <TextField label={i18n._('date.year')} {...box('year')} />
      </div>
    </fieldset>
  )
}
