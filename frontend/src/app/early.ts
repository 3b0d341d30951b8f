import { session } from '../api/session'
import { routes } from '../routes'

/**
 * On a slow phone each question that waits for the one before costs half a second: so the adapter names in the page's
 * headers what the first screen will read (`api_adapter/early.py`), and the browser asks before any script has come.
 * A request that is the same to the letter, headers included, takes that answer.
 */
const ASKED: readonly [page: string, reading: string][] = [
  [routes.times, '/api/availability?'],
  [routes.link.replace(':token', ''), '/api/links/'],
]

let reading = ASKED.find(([page]) => location.pathname.startsWith(page))?.[1]

/** The answer that is under way already, once; nothing if there is none, or a bad one. */
export async function earlyAnswer({ method, url, signal }: Request): Promise<Response | null> {
  if (!reading || method !== 'GET' || session() || !url.startsWith(location.origin + reading)) return null
  reading = undefined
  const answer = await fetch(url, { credentials: 'same-origin', signal }).catch(() => null)
  return answer?.ok ? answer : null
}
