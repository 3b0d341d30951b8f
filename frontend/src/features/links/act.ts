import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { actOnLink, type Link, type LinkAction } from '../../api/client'
import { getLinkOptions, getLinkQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { useLive } from './live'

const WHILE_LIVE = 60_000
const WHILE_ALONE = 15_000

/** The visit behind a link; on its day it is kept fresh by the server's ticks, or by asking. */
export function useLink(token: string) {
  const queryClient = useQueryClient()
  const options = getLinkOptions({ path: { token } })
  const today = Boolean(queryClient.getQueryData<Link>(options.queryKey)?.queue)
  const live = useLive(today ? `/api/links/${encodeURIComponent(token)}/events` : null, () =>
    queryClient.invalidateQueries({ queryKey: options.queryKey }),
  )
  return useQuery({
    ...options,
    refetchInterval: ({ state }) => (state.data?.queue ? (live ? WHILE_LIVE : WHILE_ALONE) : false),
  })
}

export interface Act {
  action: LinkAction
  /** The visit as the person saw it: refused when somebody changed it meanwhile. */
  seen: Link
}

export function useAct(token: string) {
  const queryClient = useQueryClient()
  return useMutation<Link, Problem, Act>({
    mutationFn: async ({ action: body, seen }) => {
      const headers = { 'If-Match': `"${seen.sequence}"` }
      return (await actOnLink({ path: { token }, headers, body, throwOnError: true })).data
    },
    onSuccess: (link) => queryClient.setQueryData(getLinkQueryKey({ path: { token } }), link),
    onError: () => queryClient.invalidateQueries({ queryKey: getLinkQueryKey({ path: { token } }) }),
  })
}
