import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  listInsurersOptions,
  listKeptLocationsOptions,
  listKeptPractitionersOptions,
  listKeptServicesOptions,
  listSpecialtiesOptions,
  listStaffOptions,
} from '../../api/client/@tanstack/react-query.gen'
import type { Choice } from './form'

/** What the administrator reads is fresh: another one may be at work. */
const FRESH = { staleTime: 0, refetchOnWindowFocus: true }

export const useServices = () => useQuery({ ...listKeptServicesOptions(), ...FRESH })
export const usePractitioners = () => useQuery({ ...listKeptPractitionersOptions(), ...FRESH })
export const useLocations = () => useQuery({ ...listKeptLocationsOptions(), ...FRESH })
export const useStaff = () => useQuery({ ...listStaffOptions(), ...FRESH })
export const useSpecialties = () => useQuery(listSpecialtiesOptions())
export const useInsurers = () => useQuery(listInsurersOptions())

export function choicesOf(list: { items: readonly { id: number; name: string }[] } | undefined): Choice[] {
  return (list?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))
}

/** `"17640…"`, as If-Match wants it. */
export function seen({ version }: { version: string }) {
  return { 'If-Match': `"${version}"` }
}

/** After a change everything may look different: what is on screen is read again. */
export function readAgain(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries()
}

/** Which record is open: one of the list, a new one, or none. */
export function useOpen<T extends { id: number }>(items: readonly T[] | undefined) {
  const [open, setOpen] = useState<number | 'new' | null>(null)
  const queries = useQueryClient()
  const close = () => {
    setOpen(null)
    void readAgain(queries)
  }
  return {
    /** Always the newest that was read, so that its version is too. */
    record: items?.find(({ id }) => id === open) ?? null,
    isNew: open === 'new',
    show: (record: T) => setOpen(record.id),
    add: () => setOpen('new'),
    dismiss: () => setOpen(null),
    close,
    refresh: () => void readAgain(queries),
  }
}
