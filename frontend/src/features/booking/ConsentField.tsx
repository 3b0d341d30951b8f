import { useLingui } from '@lingui/react'
import { Choice } from '../../ui/Choice'
import { useClinic } from '../clinic/queries'
import type { DetailsFields } from './details'

/** Never ticked beforehand. The words are the clinic's own, with their version. */
export function ConsentField({ form }: { form: DetailsFields }) {
  const { i18n } = useLingui()
  const text = useClinic().data?.consent.text
  return <Choice {...form.tick('consent')}>{text || i18n._('details.consent')}</Choice>
}

export function RememberField({ form }: { form: DetailsFields }) {
  const { i18n } = useLingui()
  return <Choice {...form.tick('remember')}>{i18n._('details.remember')}</Choice>
}
