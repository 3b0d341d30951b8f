import '../agenda/agenda.css'
import './admin.css'
import { i18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import type { ComponentType } from 'react'
import { Link, Redirect, Route, Switch, useLocation } from 'wouter'
import { Icon } from '../../staff/Icon'
import type { ScreenProps } from '../../staff/screens'
import { useTitle } from '../../staff/useTitle'
import { AuditPage } from './AuditPage'
import { MessagesPage } from './MessagesPage'
import { PlacesPage } from './PlacesPage'
import { PractitionersPage } from './PractitionersPage'
import { RulesPage } from './RulesPage'
import { SchedulesPage } from './SchedulesPage'
import { ServicesPage } from './ServicesPage'
import { StaffPage } from './StaffPage'

const BASE = '/clinica/admin'

interface Page {
  path: string
  title: () => string
  Component: ComponentType<ScreenProps>
}

const PAGES: readonly Page[] = [
  { path: 'horarios', title: () => i18n._('admin.schedules'), Component: SchedulesPage },
  { path: 'servicios', title: () => i18n._('admin.services'), Component: ServicesPage },
  { path: 'medicos', title: () => i18n._('admin.practitioners'), Component: PractitionersPage },
  { path: 'consultorios', title: () => i18n._('admin.places'), Component: PlacesPage },
  { path: 'usuarios', title: () => i18n._('admin.staff'), Component: StaffPage },
  { path: 'mensajes', title: () => i18n._('admin.messages'), Component: MessagesPage },
  { path: 'reglas', title: () => i18n._('admin.rules'), Component: RulesPage },
  { path: 'registro', title: () => i18n._('admin.audit'), Component: AuditPage },
]

/** How the clinic is set up, for the administrator alone. */
export function AdminScreen(props: ScreenProps) {
  return (
    <div className="admin">
      <Pages />
      <div className="admin-page">
        <Switch>
          {PAGES.map((page) => (
            <Route key={page.path} path={`${BASE}/${page.path}`}>
              <Titled page={page} {...props} />
            </Route>
          ))}
          <Route>
            <Redirect to={`${BASE}/horarios`} replace />
          </Route>
        </Switch>
      </div>
    </div>
  )
}

function Titled({ page, ...props }: ScreenProps & { page: Page }) {
  useTitle(page.title(), props.clinic)
  return (
    <>
      <h1>{page.title()}</h1>
      <page.Component {...props} />
    </>
  )
}

function Pages() {
  const { i18n } = useLingui()
  const [address] = useLocation()
  return (
    <nav className="admin-nav" aria-label={i18n._('admin.title')}>
      <ul>
        {PAGES.map(({ path, title }) => (
          <li key={path} ref={address === `${BASE}/${path}` ? showInPlace : undefined}>
            <Link
              href={`${BASE}/${path}`}
              className="admin-link"
              aria-current={address === `${BASE}/${path}` ? 'page' : undefined}
            >
              {title()}
            </Link>
          </li>
        ))}
        <li>
          <Link href="/clinica/informes" className="admin-link">
            {i18n._('admin.figures')}
          </Link>
        </li>
        <li>
          <a href="/tryton/" className="admin-link">
            {i18n._('admin.tryton')} <Icon name="out" />
          </a>
        </li>
      </ul>
    </nav>
  )
}

/** On a phone the pages stand in one line that scrolls: the open one is in view. */
function showInPlace(item: HTMLLIElement | null) {
  item?.scrollIntoView({ inline: 'center', block: 'nearest' })
}
