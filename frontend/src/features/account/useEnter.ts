import { useLocation, useSearch } from 'wouter'
import type { Token } from '../../api/client'
import { openSession } from '../../api/renew'
import { routes } from '../../routes'

/** Patients go on where they wanted to go, the staff to their own entry. */
export function useEnter() {
  const [, go] = useLocation()
  const wanted = new URLSearchParams(useSearch()).get('a') ?? ''
  return (token: Token) => {
    openSession(token)
    if (token.role === 'patient') go(/^\/(?![/\\])/.test(wanted) ? wanted : routes.mine, { replace: true })
    else location.assign(routes.staff)
  }
}
