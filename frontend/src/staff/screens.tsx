import { i18n } from '@lingui/core'
import { type ComponentType, lazy } from 'react'
import type { Clinic, Me } from '../api/client'
import type { Role } from '../api/session'
import { AgendaScreen } from '../features/agenda/AgendaScreen'
import type { IconName } from './Icon'

/** What every screen of the staff gets. */
export interface ScreenProps {
  me: Me
  clinic: Clinic
}

export interface Screen {
  /** Below `/clinica`; `/*` at the end for a screen that has addresses of its own below it. */
  path: string
  roles: ReadonlySet<Role>
  title: () => string
  icon: IconName
  /** Used all day long: stands in the bar. The others stand behind one button. */
  daily: boolean
  Component: ComponentType<ScreenProps>
}

const EVERYBODY: ReadonlySet<Role> = new Set(['practitioner', 'front_desk', 'administrator'])
const DESK: ReadonlySet<Role> = new Set(['front_desk', 'administrator'])
const BOSS: ReadonlySet<Role> = new Set(['administrator'])

const AbsencesScreen = lazy(() =>
  import('../features/desk/AbsencesScreen').then(({ AbsencesScreen }) => ({ default: AbsencesScreen })),
)
const WaitingScreen = lazy(() =>
  import('../features/desk/WaitingScreen').then(({ WaitingScreen }) => ({ default: WaitingScreen })),
)
const AdminScreen = lazy(() =>
  import('../features/admin/AdminScreen').then(({ AdminScreen }) => ({ default: AdminScreen })),
)
const BoardScreen = lazy(() =>
  import('../features/desk/BoardScreen').then(({ BoardScreen }) => ({ default: BoardScreen })),
)
const ConfirmScreen = lazy(() =>
  import('../features/desk/ConfirmScreen').then(({ ConfirmScreen }) => ({ default: ConfirmScreen })),
)
const MessagesScreen = lazy(() =>
  import('../features/notifications/MessagesScreen').then(({ MessagesScreen }) => ({
    default: MessagesScreen,
  })),
)
const PatientsScreen = lazy(() =>
  import('../features/patients/PatientsScreen').then(({ PatientsScreen }) => ({ default: PatientsScreen })),
)
const QueueScreen = lazy(() =>
  import('../features/queue/QueueScreen').then(({ QueueScreen }) => ({ default: QueueScreen })),
)
const ScreensScreen = lazy(() =>
  import('../features/queue/ScreensScreen').then(({ ScreensScreen }) => ({ default: ScreensScreen })),
)
const SecurityScreen = lazy(() =>
  import('../features/security/SecurityScreen').then(({ SecurityScreen }) => ({ default: SecurityScreen })),
)
const FiguresScreen = lazy(() =>
  import('../features/figures/FiguresScreen').then(({ FiguresScreen }) => ({ default: FiguresScreen })),
)

/** The staff's screens in the order of the bar; who opens `/clinica` sees the first of their role. */
export const SCREENS: readonly Screen[] = [
  {
    path: '/clinica/tablero',
    roles: DESK,
    title: () => i18n._('board.title'),
    icon: 'board',
    daily: true,
    Component: BoardScreen,
  },
  {
    path: '/clinica/agenda',
    roles: EVERYBODY,
    title: () => i18n._('agenda.title'),
    icon: 'agenda',
    daily: true,
    Component: AgendaScreen,
  },
  {
    path: '/clinica/sala',
    roles: EVERYBODY,
    title: () => i18n._('queue.title'),
    icon: 'room',
    daily: true,
    Component: QueueScreen,
  },
  {
    path: '/clinica/por-confirmar',
    roles: DESK,
    title: () => i18n._('confirm.title'),
    icon: 'check',
    daily: true,
    Component: ConfirmScreen,
  },
  {
    path: '/clinica/espera',
    roles: DESK,
    title: () => i18n._('waiting.title'),
    icon: 'list',
    daily: true,
    Component: WaitingScreen,
  },
  {
    path: '/clinica/ausencias/*?',
    roles: EVERYBODY,
    title: () => i18n._('absences.title'),
    icon: 'away',
    daily: true,
    Component: AbsencesScreen,
  },
  {
    path: '/clinica/pacientes/*?',
    roles: EVERYBODY,
    title: () => i18n._('patients.title'),
    icon: 'person',
    daily: false,
    Component: PatientsScreen,
  },
  {
    path: '/clinica/mensajes',
    roles: DESK,
    title: () => i18n._('messages.title'),
    icon: 'mail',
    daily: false,
    Component: MessagesScreen,
  },
  {
    path: '/clinica/pantallas',
    roles: DESK,
    title: () => i18n._('screens.title'),
    icon: 'screen',
    daily: false,
    Component: ScreensScreen,
  },
  {
    path: '/clinica/informes',
    roles: BOSS,
    title: () => i18n._('figures.title'),
    icon: 'chart',
    daily: false,
    Component: FiguresScreen,
  },
  {
    path: '/clinica/admin/*',
    roles: BOSS,
    title: () => i18n._('admin.title'),
    icon: 'gear',
    daily: false,
    Component: AdminScreen,
  },
  {
    path: '/clinica/seguridad',
    roles: EVERYBODY,
    title: () => i18n._('security.title'),
    icon: 'lock',
    daily: false,
    Component: SecurityScreen,
  },
]

export function screensOf(role: Role): readonly Screen[] {
  return SCREENS.filter(({ roles }) => roles.has(role))
}

/** The address that a link to the screen names. */
export function addressOf({ path }: Pick<Screen, 'path'>): string {
  return path.replace(/\/\*\??$/, '')
}

export function isAt({ path }: Pick<Screen, 'path'>, address: string): boolean {
  const own = addressOf({ path })
  return address === own || address.startsWith(`${own}/`)
}
