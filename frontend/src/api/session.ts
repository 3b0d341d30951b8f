/** The access token lives in memory only: a reload asks the refresh cookie for a new one. */
export type Role = 'guest' | 'patient' | 'practitioner' | 'front_desk' | 'administrator'

export interface Session {
  readonly token: string
  readonly role: Role
  readonly name: string | null
}

type Listener = () => void

let current: Session | null = null
const listeners = new Set<Listener>()

export function session(): Session | null {
  return current
}

export function setSession(next: Session | null): void {
  current = next
  for (const listener of listeners) listener()
}

/** In the shape that React's `useSyncExternalStore` wants. */
export function onSessionChange(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
