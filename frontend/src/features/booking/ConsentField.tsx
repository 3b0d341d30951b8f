import { useLingui } from '@lingui/react'
import { useFormContext } from 'react-hook-form'
import { Choice } from '../../ui/Choice'
import { useClinic } from '../clinic/queries'
import type { Details } from './details'

/** Never ticked beforehand. The words are the clinic's own, with their version. */
export function ConsentField() {
  const { i18n } = useLingui()
  const { formState, register } = useFormContext<Details>()
  const text = useClinic().data?.consent.text
  return (
    <Choice id="consent" type="checkbox" error={formState.errors.consent?.message} {...register('consent')}>
      {text || i18n._('details.consent')}
    </Choice>
  )
}

export function RememberField() {
  const { i18n } = useLingui()
  const { register } = useFormContext<Details>()
  return (
    <Choice id="remember" type="checkbox" {...register('remember')}>
      {i18n._('details.remember')}
    </Choice>
  )
}
