import { useLingui } from '@lingui/react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { listAvailabilityOptions, listPractitionersOptions } from '../../api/client/@tanstack/react-query.gen'
import { Dialog } from '../../staff/Dialog'
import { type Day, dayOf, instantOf, timeOf, type Writers, withOffset } from './clinicDates'
import type { Appointment } from './model'
import { nameOf } from './status'
import { VerbProblem } from './VerbProblem'
import { useVerb, type VerbRequest } from './verbs'

/** Where a drag let go. */
export interface Proposal {
  start: Date
  practitioner: number
}

interface MoveDialogProps {
  appointment: Appointment
  /** Without it the dialog starts at the present time. */
  proposed: Proposal | null
  timeZone: string
  writers: Writers
  betweenPractitioners?: boolean
  onDone: (moved: Appointment, request: VerbRequest) => void
  onClose: () => void
}

/** The way to move a visit for everybody; a drag ends here too, to be confirmed. */
export function MoveDialog(props: MoveDialogProps) {
  const { appointment, proposed, timeZone, writers, betweenPractitioners = false, onDone, onClose } = props
  const { i18n } = useLingui()
  const first = proposed?.start ?? new Date(appointment.start)
  const [practitioner, setPractitioner] = useState(proposed?.practitioner ?? appointment.practitioner)
  const [day, setDay] = useState<Day>(dayOf(first, timeZone))
  const [time, setTime] = useState(timeOf(first, timeZone))
  const move = useVerb(onDone)
  const start = day && time ? instantOf(day, time, timeZone) : null
  const same = practitioner === appointment.practitioner
  const unchanged = start === null || (same && start.getTime() === Date.parse(appointment.start))
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!start || unchanged) return
    const values = { start: withOffset(start, timeZone), ...(!same && { practitioner }) }
    move.mutate({ verb: 'reschedule', appointment, values })
  }
  return (
    <Dialog title={i18n._('agenda.move.title', { name: nameOf(appointment) })} onClose={onClose}>
      <p className="dialog-lead">
        {i18n._('agenda.move.now', { when: writers.moment(new Date(appointment.start)) })}
      </p>
      <form className="form" onSubmit={send}>
        {move.isError && <VerbProblem problem={move.error} />}
        {betweenPractitioners && (
          <OtherPractitioner appointment={appointment} chosen={practitioner} onChoose={setPractitioner} />
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
        <FreeTimes {...{ appointment, practitioner, day, time, timeZone, writers }} onChoose={setTime} />
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

interface OtherPractitionerProps {
  appointment: Appointment
  chosen: number
  onChoose: (practitioner: number) => void
}

/** Who else offers the visit's service. */
function OtherPractitioner({ appointment, chosen, onChoose }: OtherPractitionerProps) {
  const { i18n } = useLingui()
  const { data } = useQuery({ ...listPractitionersOptions(), staleTime: 300_000 })
  const offering = data?.items.filter(({ services }) => services.some(({ id }) => id === appointment.service))
  if (!offering || offering.length < 2) return null
  return (
    <NativeSelect
      label={i18n._('agenda.move.with')}
      value={chosen}
      onChange={({ currentTarget }) => onChoose(Number(currentTarget.value))}
      data={offering.map(({ id, name }) => ({ value: String(id), label: name }))}
    />
  )
}

interface FreeTimesProps extends Pick<MoveDialogProps, 'appointment' | 'timeZone' | 'writers'> {
  practitioner: number
  day: Day
  time: string
  onChoose: (time: string) => void
}

/** The free times of the chosen day, as buttons that fill in the hour. */
function FreeTimes({ appointment, practitioner, day, time, timeZone, writers, onChoose }: FreeTimesProps) {
  const { i18n } = useLingui()
  const { service } = appointment
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
