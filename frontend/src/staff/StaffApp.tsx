import { useLingui } from '@lingui/react'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useSyncExternalStore } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import type { Clinic } from '../api/client'
import { getClinicOptions, getMeOptions } from '../api/client/@tanstack/react-query.gen'
import { brandColours } from '../ui/colour'
import { type Access, currentAccess, onAccess, STAFF_ROLES } from './access'
import { Bar } from './Bar'
import { LoadProblem } from './LoadProblem'
import { NotFound } from './NotFound'
import { Notices } from './Notices'
import { OfflineNote } from './OfflineNote'
import { NotStaff, SignInAgain, SignInPage } from './SignInPages'
import { Skeleton } from './Skeleton'
import { addressOf, type ScreenProps, screensOf } from './screens'

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
    <main id="main" className="page" tabIndex={-1}>
      <OfflineNote />
      {me.isError && <LoadProblem error={me.error} onRetry={() => me.refetch()} />}
      {me.data && clinic ? (
        <DeskRoutes me={me.data} clinic={clinic} />
      ) : (
        !me.isError && <Skeleton blocks={6} />
      )}
    </main>
  )
}

function DeskRoutes(props: ScreenProps) {
  const screens = screensOf(props.me.role)
  const home = screens[0] ? addressOf(screens[0]) : '/'
  return (
    <Suspense fallback={<Skeleton blocks={6} />}>
      <Switch>
        {screens.map(({ path, Component }) => (
          <Route key={path} path={path}>
            <Component {...props} />
          </Route>
        ))}
        <Route path="/clinica">
          <Redirect to={home} replace />
        </Route>
        <Route>
          <NotFound clinic={props.clinic} home={home} />
        </Route>
      </Switch>
    </Suspense>
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
