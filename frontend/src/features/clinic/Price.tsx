import { useLingui } from '@lingui/react'
import type { Money } from '../../api/client'
import { formatLocale } from '../../i18n/i18n'
import { money } from '../../time/format'

export function Price({ price }: { price: Money | null }) {
  useLingui()
  return price && <span className="price">{money(price, formatLocale())}</span>
}
