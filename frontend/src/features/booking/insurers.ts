import type { Practitioner } from '../../api/client'
import { useInsurers, usePractitioners } from '../clinic/queries'

/** The insurers that somebody who may attend accepts, in one line. */
export function useAcceptedInsurers(mayAttend: (practitioner: Practitioner) => boolean): string {
  const all = useInsurers().data?.items ?? []
  const accepted = new Set(
    usePractitioners()
      .data?.items.filter(mayAttend)
      .flatMap(({ insurers }) => insurers),
  )
  return all
    .filter(({ id }) => accepted.has(id))
    .map(({ name }) => name)
    .join(', ')
}
