import { useLingui } from '@lingui/react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Appointment, Slot } from '../../api/client'
import { appointmentPath } from '../../routes'
import { announce } from '../../ui/announce'
import { BackLink } from '../../ui/BackLink'
import { LoadError } from '../../ui/LoadError'
import { PageTitle } from '../../ui/PageTitle'
import { Skeleton } from '../../ui/Skeleton'
import { TimePicker } from '../booking/TimePicker'
import { useClock } from '../clinic/useClock'
import { IdentityNeeded } from './IdentityNeeded'
import { MoveBar } from './MoveBar'
import { needsIdentity, useAppointment, useChange } from './queries'

/** P6, "Mover": the old place is freed in the same act that takes the new one. */
export function MovePage({ id }: { id: number }) {
  const appointment = useAppointment(id)
  if (needsIdentity(appointment.error)) return <IdentityNeeded />
  if (appointment.data) return <Move appointment={appointment.data} />
  return (
    <div className="page">
      {appointment.error ? (
        <LoadError alone error={appointment.error} onRetry={() => appointment.refetch()} />
      ) : (
        <Skeleton blocks={9} shape="time" />
      )}
    </div>
  )
}

function Move({ appointment }: { appointment: Appointment }) {
  const { i18n } = useLingui()
  const [, go] = useLocation()
  const clock = useClock(appointment.timezone)
  const change = useChange(appointment)
  const [day, setDay] = useState<string | undefined>(clock.dayKey(appointment.start))
  const [chosen, setChosen] = useState<Slot>()
  const now = { day: clock.day(appointment.start), time: clock.time(appointment.start) }
  return (
    <div className="page">
      <BackLink fallback={appointmentPath(appointment.id)} />
      <PageTitle title={i18n._('move.title')} />
      <p className="lead">{i18n._('move.now', now)}</p>
      <TimePicker
        service={appointment.service}
        practitioner={appointment.practitioner}
        day={day}
        onDay={setDay}
        marked={chosen?.start ?? ''}
        onChoose={setChosen}
      />
      {chosen && (
        <MoveBar slot={chosen} clock={clock} busy={change.isPending} problem={change.error} onMove={move} />
      )}
    </div>
  )

  function move(slot: Slot) {
    const { start, practitioner, location } = slot
    change.mutate(
      { verb: 'reschedule', to: { start, practitioner, location } },
      {
        onSuccess: (moved) => {
          announce(i18n._('move.done', { day: clock.day(moved.start), time: clock.time(moved.start) }))
          go(appointmentPath(moved.id), { replace: true, state: { booked: true, moved: true } })
        },
      },
    )
  }
}
