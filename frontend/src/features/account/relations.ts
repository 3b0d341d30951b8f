import { useLingui } from '@lingui/react'

export const KINSHIPS = ['child', 'parent', 'spouse', 'other'] as const
export type Kinship = (typeof KINSHIPS)[number]

export function useRelationNames(): Record<Kinship, string> {
  const { i18n } = useLingui()
  return {
    child: i18n._('kinship.child'),
    parent: i18n._('kinship.parent'),
    spouse: i18n._('kinship.spouse'),
    other: i18n._('kinship.other'),
  }
}
