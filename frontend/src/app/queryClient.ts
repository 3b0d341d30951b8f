import { QueryClient } from '@tanstack/react-query'
import { asProblem } from '../api/problem'

const FRESH = 30_000
const TRIES = 2
const FIRST_SERVER_ERROR = 500

/** Worth another try: the network or the server stumbled. A refusal stays a refusal. */
function worthRetrying(failures: number, error: unknown): boolean {
  const { offline, status } = asProblem(error)
  return failures < TRIES && (offline ? navigator.onLine : status >= FIRST_SERVER_ERROR)
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: FRESH, retry: worthRetrying, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
})
