import { useLingui } from '@lingui/react'
import { useEffect } from 'react'
import { Choice } from '../../ui/Choice'
import { useMe } from '../account/queries'
import type { DetailsFields } from './details'

/** For whom? People with an account see themselves and those they care for by name. */
export function WhomFields({ form }: { form: DetailsFields }) {
  const { i18n } = useLingui()
  const me = useMe().data
  const self = me?.patient ? String(me.patient) : 'self'
  const { set } = form
  const waits = form.values.whom === 'self' && self !== 'self'
  useEffect(() => {
    if (waits) set({ whom: self })
  })
  return (
    <fieldset className="field">
      <legend>{i18n._('details.whom')}</legend>
      <Choice id="whom-self" {...form.pick('whom', self)}>
        {me?.name ? i18n._('details.whom.named', { name: me.name }) : i18n._('details.whom.self')}
      </Choice>
      {me?.dependants.map((person) => (
        <Choice
          key={person.patient}
          id={`whom-${person.patient}`}
          {...form.pick('whom', String(person.patient))}
        >
          {person.name}
        </Choice>
      ))}
      <Choice id="whom-other" {...form.pick('whom', 'other')}>
        {i18n._('details.whom.other')}
      </Choice>
    </fieldset>
  )
}
