import { useLingui } from '@lingui/react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'
import type { Appointment } from '../../api/client'
import { timesPath } from '../../routes'
import { announce } from '../../ui/announce'
import { BackLink } from '../../ui/BackLink'
import { LoadError } from '../../ui/LoadError'
import { PageTitle } from '../../ui/PageTitle'
import { Skeleton } from '../../ui/Skeleton'
import { CallCard } from '../clinic/CallCard'
import { Actions } from './Actions'
import { AppointmentFacts } from './AppointmentFacts'
import { IdentityNeeded } from './IdentityNeeded'
import { type Phase, phaseOf } from './phase'
import { needsIdentity, useAppointment } from './queries'
import { ShareButtons } from './ShareButtons'

const EmailPanel = lazy(async () => ({ default: (await import('./EmailPanel')).EmailPanel }))

/** P4 just after booking, P6 ever after. */
export function AppointmentPage({ id }: { id: number }) {
  const appointment = useAppointment(id)
  if (appointment.data) return <Shown appointment={appointment.data} />
  if (needsIdentity(appointment.error)) return <IdentityNeeded />
  return (
    <div className="page">
      {appointment.error ? (
        <LoadError alone error={appointment.error} onRetry={() => appointment.refetch()} />
      ) : (
        <Skeleton blocks={1} shape="page" />
      )}
    </div>
  )
}

function Shown({ appointment }: { appointment: Appointment }) {
  const { i18n } = useLingui()
  const { booked: justBooked, guest, email, mailed, moved } = useJustBooked()
  const phase = phaseOf(appointment)
  const title = useTitle(phase, justBooked, moved)
  const ahead = phase === 'coming' || phase === 'requested'
  return (
    <div className="page">
      <BackLink />
      <section className={justBooked && ahead ? 'panel panel-done' : 'panel'}>
        <PageTitle title={title} />
        <AppointmentFacts appointment={appointment} />
        {mailed && ahead && <p>{i18n._('appointment.mailed')}</p>}
      </section>
      <Explanation appointment={appointment} phase={phase} />
      {guest && ahead && (
        <Suspense>
          <EmailPanel appointment={appointment} given={email} />
        </Suspense>
      )}
      {ahead && <ShareButtons appointment={appointment} />}
      <Actions appointment={appointment} justBooked={justBooked} />
      {!ahead && <BookAnother appointment={appointment} />}
      <CallCard />
    </div>
  )
}

interface JustBooked {
  booked: boolean
  moved: boolean
  /** The account's own address gets the messages. */
  mailed: boolean
  /** Without an account: the address, if one was given, still has to be proved. */
  guest: boolean
  email: string
}

/** What is known on the screen that follows the booking, until it is left. */
function useJustBooked(): JustBooked {
  const { i18n } = useLingui()
  const state = useHistoryState<Partial<JustBooked> | null>()
  const [just] = useState({
    booked: state?.booked === true,
    moved: state?.moved === true,
    mailed: state?.mailed === true,
    guest: state?.guest === true,
    email: state?.email ?? '',
  })
  const { booked, moved } = just
  useEffect(() => {
    if (booked && !moved) announce(i18n._('appointment.booked'))
  }, [booked, moved, i18n])
  return just
}

function useTitle(phase: Phase, justBooked: boolean, moved: boolean): string {
  const { i18n } = useLingui()
  const done = moved ? i18n._('appointment.moved') : i18n._('appointment.booked')
  const titles: Record<Phase, string> = {
    requested: i18n._('appointment.requested'),
    coming: justBooked ? done : i18n._('appointment.title'),
    today: i18n._('appointment.title'),
    cancelled: i18n._('appointment.cancelled'),
    missed: i18n._('appointment.missed'),
    past: i18n._('appointment.past'),
  }
  return titles[phase]
}

/** Why there is nothing to press, in plain words. */
function Explanation({ appointment, phase }: { appointment: Appointment; phase: Phase }) {
  const { i18n } = useLingui()
  if (phase === 'requested') return <p className="notice">{i18n._('appointment.requested.hint')}</p>
  if (phase === 'cancelled' && appointment.cancelled_by) {
    const byClinic = appointment.cancelled_by === 'clinic'
    return (
      <p>{byClinic ? i18n._('appointment.cancelled.clinic') : i18n._('appointment.cancelled.patient')}</p>
    )
  }
  const tooLate = phase === 'coming' && !appointment.can.includes('cancel')
  return tooLate && <p className="notice">{i18n._('appointment.late')}</p>
}

function BookAnother({ appointment }: { appointment: Appointment }) {
  const { i18n } = useLingui()
  const { service, practitioner } = appointment
  return (
    <Link className="button button-main" href={timesPath({ service, practitioner })}>
      {i18n._('appointment.another')}
    </Link>
  )
}
