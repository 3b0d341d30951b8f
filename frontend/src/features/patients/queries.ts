import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createPatient, type NewPatient, type Patient } from '../../api/client'
import { listPatientsOptions, listPatientsQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'

const PAUSE_MS = 200
export const FEWEST_LETTERS = 2
const MOST = 8

/** The patients that a text may mean, a moment after the typing pauses. Each reading is audited. */
export function usePatientSearch(typed: string) {
  const [text] = useDebouncedValue(typed.trim(), PAUSE_MS)
  const asked = Math.min(text.length, typed.trim().length) >= FEWEST_LETTERS
  const search = useQuery({
    ...listPatientsOptions({ query: { search: text, limit: MOST } }),
    enabled: asked,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  })
  const current = text === typed.trim() && !search.isPlaceholderData
  return { ...search, asked, current, patients: asked ? search.data?.items : undefined }
}

export function useCreatePatient(onDone: (patient: Patient) => void) {
  const queries = useQueryClient()
  return useMutation<Patient, Problem, NewPatient>({
    mutationFn: async (body) => (await createPatient({ body, throwOnError: true })).data,
    onSuccess: (patient) => {
      const [{ _id }] = listPatientsQueryKey()
      void queries.invalidateQueries({
        predicate: ({ queryKey }) => (queryKey[0] as { _id?: unknown } | undefined)?._id === _id,
        refetchType: 'none',
      })
      onDone(patient)
    },
  })
}
