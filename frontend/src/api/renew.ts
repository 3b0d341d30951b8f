import { currentLanguage } from '../i18n/i18n'
import { type Role, session, setSession } from './session'

const SIGNED_IN = 'signed-in'

interface Token {
  access_token: string
  role: Role
  name: string | null
}

let renewing: Promise<boolean> | undefined

/** Takes the place of an expired token. Requests that failed together share one renewal. */
export function renewSession(expired: string): Promise<boolean> {
  if (session() && session()?.token !== expired) return Promise.resolve(true)
  renewing ??= refresh().finally(() => {
    renewing = undefined
  })
  return renewing
}

/**
 * On start: someone who signed in before a reload is signed in again. Visitors cost no request. A renewal that is
 * under way already is used.
 */
export async function restoreSession(underWay?: Promise<Response>): Promise<void> {
  if (!remembered()) return
  renewing ??= refresh(underWay).finally(() => {
    renewing = undefined
  })
  await renewing
}

export function openSession(token: Token): void {
  setSession({ token: token.access_token, role: token.role, name: token.name })
  if (token.role !== 'guest') remember(true)
}

export function closeSession(): void {
  setSession(null)
  remember(false)
}

async function refresh(underWay: Promise<Response> = askRenewal()): Promise<boolean> {
  const response = await underWay.catch(() => null)
  if (!response) return false
  if (response.ok) openSession((await response.json()) as Token)
  else closeSession()
  return response.ok
}

function askRenewal(): Promise<Response> {
  return fetch('/api/auth/refresh', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'X-Requested-With': 'fetch', 'Accept-Language': currentLanguage() },
  })
}

function remembered(): boolean {
  try {
    return localStorage.getItem(SIGNED_IN) === '1'
  } catch {
    return false
  }
}

function remember(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(SIGNED_IN, '1')
    else localStorage.removeItem(SIGNED_IN)
  } catch {
    // Without storage the session lasts until the tab closes.
  }
}
