import { useLingui } from '@lingui/react'
import { TextField } from '../../ui/Field'
import type { Fields } from '../../ui/useFields'
import { DateBoxes } from '../appointments/DateBoxes'
import type { TypedPerson } from './person'

interface PersonBoxesProps {
  form: Pick<Fields<TypedPerson>, 'box' | 'errorOf' | 'set' | 'values'>
  /** Somebody else's: the browser must not offer the owner's own data. */
  other?: boolean
}

/** Name, surnames, phone and birth date. */
export function PersonBoxes({ form, other = false }: PersonBoxesProps) {
  const { i18n } = useLingui()
  const known = (field: string) => (other ? 'off' : field)
  return (
    <>
      <TextField label={i18n._('person.name')} autoComplete={known('given-name')} {...form.box('name')} />
      <TextField
        label={i18n._('person.surnames')}
        autoComplete={known('family-name')}
        {...form.box('surnames')}
      />
      <TextField
        type="tel"
        label={i18n._('person.phone')}
        hint={i18n._('person.phone.hint')}
        autoComplete={known('tel')}
        {...form.box('phone')}
      />
      <DateBoxes
        legend={i18n._('person.birth')}
        value={form.values}
        error={form.errorOf('day')}
        onChange={({ day, month, year }) => form.set({ day, month, year })}
      />
    </>
  )
}
