import type { QueryClient } from '@tanstack/react-query'
import type { Search } from './useFreeDays'

/** The screen after this one is fetched before it is asked for. */
export async function loadTimes() {
  return { default: (await import('./TimesPage')).TimesPage }
}

/** So are its times, as soon as a finger is down on the service. */
export async function askForTimes(queryClient: QueryClient, search: Search): Promise<void> {
  const { prefetchFreeDays } = await import('./TimesPage')
  prefetchFreeDays(queryClient, search)
}
