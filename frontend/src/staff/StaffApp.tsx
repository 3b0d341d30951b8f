import { useLingui } from '@lingui/react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import type { Clinic } from '../api/client'
import { getClinicOptions, getMeOptions } from '../api/client/@tanstack/react-query.gen'
import { AgendaScreen } from '../features/agenda/AgendaScreen'
import { brandColours } from '../ui/colour'
import { type Access, currentAccess, MESSAGE_ROLES, onAccess, STAFF_ROLES } from './access'
import { Bar } from './Bar'
import { LoadProblem } from './LoadProblem'
import { Notices } from './Notices'
import { NotStaff, SignInAgain, SignInPage } from './SignInPages'
import { Skeleton } from './Skeleton'

const MessagesScreen = lazy(() =>
  import('../features/notifications/MessagesScreen').then(({ MessagesScreen }) => ({
    default: MessagesScreen,
  })),
)

export function StaffApp() {
  const { i18n } = useLingui()
  const access = useSyncExternalStore(onAccess, currentAccess)
  const { data: clinic } = useQuery({ ...getClinicOptions(), staleTime: Number.POSITIVE_INFINITY })
  useClinicColour(clinic?.colour)
  const { name, role } = access.kind === 'out' ? { name: null, role: null } : access
  return (
    <>
      <a className="skip-link" href="#main">
        {i18n._('staff.skip')}
      </a>
      <Bar clinicName={clinic?.name} person={name} role={role} />
      <Inside access={access} clinic={clinic} />
      {access.kind === 'expired' && <SignInAgain access={access} />}
      <Notices />
    </>
  )
}

function Inside({ access, clinic }: { access: Access; clinic: Clinic | undefined }) {
  if (access.kind === 'out') return <SignInPage />
  if (!STAFF_ROLES.has(access.role)) return <NotStaff />
  return <Desk clinic={clinic} />
}

function Desk({ clinic }: { clinic: Clinic | undefined }) {
  const me = useQuery({ ...getMeOptions(), staleTime: Number.POSITIVE_INFINITY })
  return (
    <main id="main" className="page">
      {me.isError && <LoadProblem error={me.error} onRetry={() => me.refetch()} />}
      {me.data && clinic ? (
        <DeskRoutes me={me.data} clinic={clinic} />
      ) : (
        !me.isError && <Skeleton blocks={6} />
      )}
    </main>
  )
}

function DeskRoutes(props: Parameters<typeof AgendaScreen>[0]) {
  return (
    <Switch>
      <Route path="/clinica/agenda">
        <AgendaScreen {...props} />
      </Route>
      {MESSAGE_ROLES.has(props.me.role) && (
        <Route path="/clinica/mensajes">
          <Suspense fallback={<Skeleton blocks={6} />}>
            <MessagesScreen {...props} />
          </Suspense>
        </Route>
      )}
      <Route>
        <Redirect to="/clinica/agenda" replace />
      </Route>
    </Switch>
  )
}

function useClinicColour(colour: string | null | undefined) {
  useEffect(() => {
    const colours = colour ? brandColours(colour) : null
    if (!colours) return
    document.documentElement.style.setProperty('--clinic-brand', colours.brand)
    document.documentElement.style.setProperty('--clinic-soft', colours.soft)
  }, [colour])
}
