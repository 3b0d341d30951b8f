import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getMeQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'

/** A change of those one answers for: the list is read again. */
export function usePeopleChange<Change, Answer = unknown>(send: (change: Change) => Promise<Answer>) {
  const queryClient = useQueryClient()
  return useMutation<Answer, Problem, Change>({
    mutationFn: send,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: getMeQueryKey() }),
  })
}
