import { useLingui } from '@lingui/react'
import { ActionIcon, Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useRoute } from 'wouter'
import { logout } from '../api/client'
import type { Role } from '../api/session'
import { type Language, switchLanguage } from '../i18n/i18n'
import { leave, MESSAGE_ROLES } from './access'
import { Icon } from './Icon'

interface BarProps {
  clinicName: string | undefined
  person?: string | null
  /** Of who is signed in. */
  role: Role | null
}

export function Bar({ clinicName, person, role }: BarProps) {
  const { i18n } = useLingui()
  const withScreens = role !== null && MESSAGE_ROLES.has(role)
  return (
    <header className="bar">
      <div className={withScreens ? 'bar-clinic is-crowded' : 'bar-clinic'}>
        <span className="bar-mark">
          <Icon name="cross" />
        </span>
        <span>{clinicName ?? i18n._('staff.clinic')}</span>
      </div>
      <div className="bar-space" />
      {withScreens && <OtherScreen />}
      {person && <span className="bar-person">{person}</span>}
      <LanguageSwitch />
      <SchemeSwitch />
      {role && <SignOut />}
    </header>
  )
}

/** From the agenda to the messages, and back. */
function OtherScreen() {
  const { i18n } = useLingui()
  const [inMessages] = useRoute('/clinica/mensajes')
  return (
    <nav className="bar-screens" aria-label={i18n._('staff.screens')}>
      <Button
        component={Link}
        href={inMessages ? '/clinica/agenda' : '/clinica/mensajes'}
        variant="subtle"
        size="compact-md"
      >
        {inMessages ? i18n._('agenda.title') : i18n._('messages.title')}
      </Button>
    </nav>
  )
}

function LanguageSwitch() {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const other: Language = i18n.locale === 'en' ? 'es' : 'en'
  // The server writes service names and problems in the reader's language.
  const change = () => switchLanguage(other).then(() => queries.invalidateQueries())
  return (
    <Button variant="subtle" size="compact-md" lang={other} onClick={change}>
      <span className="wide-only">{i18n._('staff.other_language')}</span>
      <span className="narrow-only">{other.toUpperCase()}</span>
    </Button>
  )
}

function SchemeSwitch() {
  const { i18n } = useLingui()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const dark = scheme === 'dark'
  return (
    <ActionIcon
      variant="subtle"
      size={36}
      aria-label={dark ? i18n._('staff.light') : i18n._('staff.dark')}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      <Icon name={dark ? 'sun' : 'moon'} />
    </ActionIcon>
  )
}

function SignOut() {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const out = async () => {
    await logout().catch(() => undefined)
    leave()
    queries.clear()
  }
  return (
    <ActionIcon variant="subtle" size={36} aria-label={i18n._('staff.sign_out')} onClick={out}>
      <Icon name="out" />
    </ActionIcon>
  )
}
