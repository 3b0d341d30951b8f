import { currentLanguage } from '../i18n/i18n'
import { client } from './client/client.gen'
import { asProblem, isOfTheSession } from './problem'
import { renewSession } from './renew'
import { session } from './session'

const UNAUTHORISED = 401

type Ahead = (request: Request) => Promise<Response | null>

/** Run once per entry, before the first request. An answer that was asked for ahead is taken from there. */
export function startClient(ahead?: Ahead): void {
  client.setConfig({ baseUrl: location.origin, fetch: aheadOr(ahead), throwOnError: true })
  client.interceptors.error.use((error, response) => asProblem(error, response))
}

function aheadOr(ahead: Ahead | undefined): typeof fetch {
  if (!ahead) return clinicFetch
  return async (input, init) => {
    const request = new Request(input, init)
    return (await ahead(request)) ?? clinicFetch(request)
  }
}

/** Every request says who asks and in which language; an expired session is renewed once, quietly. */
export async function clinicFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init)
  const retry = request.clone()
  const asked = session()?.token
  const response = await fetch(signed(request))
  if (response.status !== UNAUTHORISED || !asked || !(await endsSession(response))) return response
  return (await renewSession(asked)) ? fetch(signed(retry)) : response
}

async function endsSession(response: Response): Promise<boolean> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  return isOfTheSession(asProblem(body, response))
}

function signed(request: Request): Request {
  const headers = new Headers(request.headers)
  headers.set('Accept-Language', currentLanguage())
  const token = session()?.token
  if (token) headers.set('Authorization', `Bearer ${token}`)
  return new Request(request, { headers, credentials: 'same-origin' })
}
