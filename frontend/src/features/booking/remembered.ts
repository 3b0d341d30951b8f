import { load, save } from '../../ui/storage'

/** Kept on this phone only by those who ticked it: who books, and the last service and doctor. */
const REMEMBERED = 'known-person'

export interface LastVisit {
  readonly service: number
  readonly practitioner: number
}

export const remembered = (): unknown => load('localStorage', REMEMBERED)

export function remember(person: object, visit: LastVisit): void {
  save('localStorage', REMEMBERED, { ...person, visit })
}

export function forget(): void {
  save('localStorage', REMEMBERED, null)
}

export function lastVisit(): LastVisit | null {
  const visit = (remembered() as { visit?: Partial<LastVisit> } | null)?.visit
  const { service, practitioner } = visit ?? {}
  return typeof service === 'number' && typeof practitioner === 'number' ? { service, practitioner } : null
}
