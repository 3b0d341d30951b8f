import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { getMeOptions } from '../../api/client/@tanstack/react-query.gen'
import { onSessionChange, type Session, session } from '../../api/session'

export function useSession(): Session | null {
  return useSyncExternalStore(onSessionChange, session)
}

/** Who is signed in; nobody for visitors. */
export function useMe() {
  return useQuery({ ...getMeOptions(), enabled: useSession()?.role === 'patient' })
}
