import './security.css'
import { useLingui } from '@lingui/react'
import { useEffect } from 'react'
import type { ScreenProps } from '../../staff/screens'
import { CalendarAddresses } from './CalendarAddresses'
import { OwnPassword } from './OwnPassword'
import { OwnSessions } from './OwnSessions'
import { SecondStep } from './SecondStep'

/** How a member of the staff signs in, where they are signed in, and who else may read their agenda. */
export function SecurityScreen({ me, clinic }: ScreenProps) {
  const { i18n } = useLingui()
  const title = i18n._('security.title')
  useEffect(() => {
    document.title = `${title} · ${clinic.name}`
  }, [title, clinic.name])
  return (
    <div className="security">
      <h1>{title}</h1>
      <OwnPassword />
      <SecondStep />
      <OwnSessions timezone={clinic.timezone} />
      {me.practitioner && <CalendarAddresses timezone={clinic.timezone} />}
    </div>
  )
}
