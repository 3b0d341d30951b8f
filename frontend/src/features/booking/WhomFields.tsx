import { useLingui } from '@lingui/react'
import { useEffect } from 'react'
import { useFormContext } from 'react-hook-form'
import { Choice } from '../../ui/Choice'
import { useMe } from '../account/queries'
import type { Details } from './details'

/** For whom? People with an account see themselves and those they care for by name. */
export function WhomFields() {
  const { i18n } = useLingui()
  const { getValues, register, setValue } = useFormContext<Details>()
  const me = useMe().data
  const self = me?.patient ? String(me.patient) : 'self'
  useEffect(() => {
    if (getValues('whom') === 'self') setValue('whom', self)
  }, [self, getValues, setValue])
  return (
    <fieldset className="field">
      <legend>{i18n._('details.whom')}</legend>
      <Choice id="whom-self" type="radio" value={self} {...register('whom')}>
        {me?.name ? i18n._('details.whom.named', { name: me.name }) : i18n._('details.whom.self')}
      </Choice>
      {me?.dependants.map((person) => (
        <Choice
          key={person.patient}
          id={`whom-${person.patient}`}
          type="radio"
          value={String(person.patient)}
          {...register('whom')}
        >
          {person.name}
        </Choice>
      ))}
      <Choice id="whom-other" type="radio" value="other" {...register('whom')}>
        {i18n._('details.whom.other')}
      </Choice>
    </fieldset>
  )
}

/** The id of a patient that the clinic already knows stands for all personal details. */
export function isKnownPatient(whom: string): boolean {
  return /^\d+$/.test(whom)
}
