import { useLingui } from '@lingui/react'
import { ActionIcon, Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { logout } from '../api/client'
import type { Role } from '../api/session'
import { type Language, switchLanguage } from '../i18n/i18n'
import { leave, STAFF_ROLES } from './access'
import { Icon } from './Icon'
import { Navigation } from './Navigation'

interface BarProps {
  clinicName: string | undefined
  person?: string | null
  /** Of who is signed in. */
  role: Role | null
}

export function Bar({ clinicName, person, role }: BarProps) {
  const { i18n } = useLingui()
  return (
    <header className="bar">
      <div className={role ? 'bar-clinic is-crowded' : 'bar-clinic'}>
        <span className="bar-mark">
          <Icon name="cross" />
        </span>
        <span>{clinicName ?? i18n._('staff.clinic')}</span>
      </div>
      {role && STAFF_ROLES.has(role) && <Navigation role={role} />}
      <div className="bar-space" />
      {person && <span className="bar-person">{person}</span>}
      <LanguageSwitch />
      <SchemeSwitch />
      {role && <SignOut />}
    </header>
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
