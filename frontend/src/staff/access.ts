import { clinicFetch } from '../api/http'
import { closeSession, openSession, restoreSession } from '../api/renew'
import { onSessionChange, type Role, session } from '../api/session'
import { answeredAhead, forgetAhead, renewalAhead } from './ahead'

/** Who is at the desk. When the session ends by itself, the work stays on screen and waits for the password. */
export type Access =
  | { readonly kind: 'out' }
  | { readonly kind: 'in'; readonly role: Role; readonly name: string | null }
  | { readonly kind: 'expired'; readonly role: Role; readonly name: string | null }

export const STAFF_ROLES: ReadonlySet<Role> = new Set(['practitioner', 'front_desk', 'administrator'])

const UNAUTHORISED = 401

let access: Access = { kind: 'out' }
let waiting: (() => void)[] = []
const listeners = new Set<() => void>()

export function currentAccess(): Access {
  return access
}

export function onAccess(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Picks up the session of before a reload. */
export async function startAccess(): Promise<void> {
  onSessionChange(follow)
  await restoreSession(renewalAhead())
}

export function enter(token: Parameters<typeof openSession>[0]): void {
  openSession(token)
  for (const resume of waiting.splice(0)) resume()
}

export function leave(): void {
  waiting = []
  forgetAhead()
  set({ kind: 'out' })
  closeSession()
}

/** Like `clinicFetch`, but a request that finds the session over waits for the reader to sign in again. */
export async function staffFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init)
  const answer = await answeredAhead(request)
  if (answer) return answer
  const again = request.clone()
  const response = await clinicFetch(request)
  if (response.status !== UNAUTHORISED || access.kind !== 'expired') return response
  await new Promise<void>((resume) => waiting.push(resume))
  return clinicFetch(again)
}

function follow() {
  const now = session()
  if (now) set({ kind: 'in', role: now.role, name: now.name })
  else if (access.kind === 'in') set({ ...access, kind: 'expired' })
}

function set(next: Access) {
  access = next
  for (const listener of listeners) listener()
}
