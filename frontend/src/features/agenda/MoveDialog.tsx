import { useLingui } from '@lingui/react'
import { Alert, Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { listAvailabilityOptions } from '../../api/client/@tanstack/react-query.gen'
import { Dialog } from '../../staff/Dialog'
import { type Day, dayOf, instantOf, timeOf, type Writers, withOffset } from './clinicDates'
import type { Appointment } from './model'
import { nameOf } from './status'
import { useVerb, type VerbRequest } from './verbs'

interface MoveDialogProps {
  appointment: Appointment
  /** Where a drag let go; without it the dialog starts at the present time. */
  proposed: Date | null
  timeZone: string
  writers: Writers
  onDone: (moved: Appointment, request: VerbRequest) => void
  onClose: () => void
}

/** The way to move a visit for everybody; a drag ends here too, to be confirmed. */
export function MoveDialog({ appointment, proposed, timeZone, writers, onDone, onClose }: MoveDialogProps) {
  const { i18n } = useLingui()
  const first = proposed ?? new Date(appointment.start)
  const [day, setDay] = useState<Day>(dayOf(first, timeZone))
  const [time, setTime] = useState(timeOf(first, timeZone))
  const move = useVerb(onDone)
  const start = day && time ? instantOf(day, time, timeZone) : null
  const unchanged = start === null || start.getTime() === Date.parse(appointment.start)
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!start || unchanged) return
    move.mutate({ verb: 'reschedule', appointment, values: { start: withOffset(start, timeZone) } })
  }
  return (
    <Dialog title={i18n._('agenda.move.title', { name: nameOf(appointment) })} onClose={onClose}>
      <p className="dialog-lead">
        {i18n._('agenda.move.now', { when: writers.moment(new Date(appointment.start)) })}
      </p>
      <form className="form" onSubmit={send}>
        {move.isError && (
          <Alert role="alert" color="red" variant="light" className="problem">
            {move.error.detail || i18n._('staff.error')}
          </Alert>
        )}
        <div className="form-pair">
          <TextInput
            type="date"
            label={i18n._('agenda.move.day')}
            value={day}
            onChange={({ currentTarget }) => setDay(currentTarget.value)}
            required
            withAsterisk={false}
          />
          <TextInput
            type="time"
            label={i18n._('agenda.move.time')}
            value={time}
            onChange={({ currentTarget }) => setTime(currentTarget.value)}
            required
            withAsterisk={false}
          />
        </div>
        <FreeTimes {...{ appointment, day, time, timeZone, writers }} onChoose={setTime} />
        <p className="form-hint">{i18n._('agenda.move.told')}</p>
        <div className="form-actions">
          <Button variant="default" onClick={onClose}>
            {i18n._('agenda.move.keep')}
          </Button>
          <Button type="submit" disabled={unchanged} loading={move.isPending}>
            {start && !unchanged
              ? i18n._('agenda.move.to', { when: writers.moment(start) })
              : i18n._('agenda.move.choose')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface FreeTimesProps extends Pick<MoveDialogProps, 'appointment' | 'timeZone' | 'writers'> {
  day: Day
  time: string
  onChoose: (time: string) => void
}

/** The free times of the chosen day, as buttons that fill in the hour. */
function FreeTimes({ appointment, day, time, timeZone, writers, onChoose }: FreeTimesProps) {
  const { i18n } = useLingui()
  const { service, practitioner } = appointment
  const { data } = useQuery({
    ...listAvailabilityOptions({ query: { service, practitioner, from: day, to: day } }),
    enabled: day !== '',
  })
  if (!data) return <p className="form-hint">{i18n._('staff.loading')}</p>
  if (data.slots.length === 0) return <p className="form-hint">{i18n._('agenda.move.none')}</p>
  return (
    <fieldset className="free-times">
      <legend>{i18n._('agenda.move.free')}</legend>
      {data.slots.map(({ start }) => {
        const at = timeOf(start, timeZone)
        return (
          <button
            key={start}
            type="button"
            className="free-time"
            aria-pressed={at === time}
            onClick={() => onChoose(at)}
          >
            {writers.time(new Date(start))}
          </button>
        )
      })}
    </fieldset>
  )
}
