import { useLingui } from '@lingui/react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Patient, Practitioner, Service } from '../../api/client'
import { notify } from '../../staff/notices'
import { type Day, instantOf, type Writers, withOffset } from '../agenda/clinicDates'
import { VerbProblem } from '../agenda/VerbProblem'
import { type NewVisit, useBook } from './book'
import type { Wanted } from './NewVisitDialog'
import { type Offer, offerKey, useNextTimes } from './queries'
import { TimeChoice } from './TimeChoice'

interface NewVisitFormProps {
  patient: Patient
  wanted: Wanted
  services: readonly Service[]
  practitioners: readonly Practitioner[]
  today: Day
  timeZone: string
  writers: Writers
  onDone: () => void
}

/** An exact time, typed: also for an extra place over what the time already holds. */
export interface Exact {
  day: Day
  time: string
  extra: boolean
  reason: string
}

const ANYBODY = ''

/** What for, with whom, when. The first free time is chosen already. */
export function NewVisitForm(props: NewVisitFormProps) {
  const { patient, wanted, services, practitioners, today, timeZone, writers, onDone } = props
  const { i18n } = useLingui()
  const [service, setService] = useState(() => firstService(wanted, services, practitioners))
  const [who, setWho] = useState(wanted.practitioner ? String(wanted.practitioner) : ANYBODY)
  const [chosen, setChosen] = useState<string | null>(null)
  const [exact, setExact] = useState(() => exactOf(wanted))
  const [phone, setPhone] = useState(true)
  const [reason, setReason] = useState('')
  const practitioner = who === ANYBODY ? undefined : Number(who)
  const offering = practitioners.filter((other) => other.services.some(({ id }) => id === service))
  const from = wanted.day && wanted.day > today ? wanted.day : today
  const times = useNextTimes({ service, practitioner, from })
  const book = useBook((visit) => {
    notify(
      i18n._('visit.done', {
        name: patient.name,
        when: writers.moment(new Date(visit.start)),
        number: visit.number,
      }),
    )
    onDone()
  })
  const offers = book.alternatives ?? times.offers
  const offer = offers?.find((other) => offerKey(other) === chosen) ?? offers?.[0]
  const body = bodyOf({
    patient,
    service,
    offer,
    exact,
    timeZone,
    phone,
    reason,
    practitioner: practitioner ?? offering[0]?.id,
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (body) book.mutate(body)
  }
  const nameOf = (id: number) => practitioners.find((other) => other.id === id)?.name ?? ''
  const change = (run: () => void) => {
    setChosen(null)
    book.reset()
    run()
  }
  return (
    <form className="form" onSubmit={send}>
      {book.error && <VerbProblem problem={book.error} />}
      <div className="form-pair is-wordy">
        <NativeSelect
          ref={useFocus()}
          label={i18n._('visit.service')}
          value={service}
          onChange={({ currentTarget }) => change(() => setService(Number(currentTarget.value)))}
          data={services.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
        <NativeSelect
          label={i18n._('visit.practitioner')}
          value={offering.some(({ id }) => String(id) === who) ? who : ANYBODY}
          onChange={({ currentTarget }) => change(() => setWho(currentTarget.value))}
          data={[
            { value: ANYBODY, label: i18n._('visit.anybody') },
            ...offering.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
      </div>
      <TimeChoice
        offers={offers}
        chosen={offer ? offerKey(offer) : null}
        onChoose={(key) => {
          setChosen(key)
          setExact(null)
        }}
        exact={exact}
        onExact={setExact}
        firstDay={from}
        {...{ nameOf, writers }}
      />
      <div className="form-pair is-wordy">
        <TextInput
          label={i18n._('visit.reason')}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          maxLength={500}
          autoComplete="off"
        />
        <NativeSelect
          label={i18n._('visit.origin')}
          value={phone ? 'phone' : 'desk'}
          onChange={({ currentTarget }) => setPhone(currentTarget.value === 'phone')}
          data={[
            { value: 'phone', label: i18n._('visit.origin.phone') },
            { value: 'desk', label: i18n._('visit.origin.desk') },
          ]}
        />
      </div>
      <div className="form-actions">
        <Button type="submit" disabled={!body} loading={book.isPending}>
          {i18n._('visit.save')}
        </Button>
      </div>
    </form>
  )
}

/** A free time that was pointed at is an exact one. */
function exactOf({ day, time }: Wanted): Exact | null {
  return day && time ? { day, time, extra: false, reason: '' } : null
}

/** What the practitioner whose column was pointed at offers. */
function firstService(
  wanted: Wanted,
  services: readonly Service[],
  practitioners: readonly Practitioner[],
): number {
  const offered = practitioners.find(({ id }) => id === wanted.practitioner)?.services
  const [first] = services.filter(({ id }) => !offered || offered.some((other) => other.id === id))
  return (first ?? services[0])?.id ?? 0
}

/** The form takes over the focus from the search that went away. */
function useFocus() {
  const field = useRef<HTMLSelectElement>(null)
  useEffect(() => field.current?.focus(), [])
  return field
}

interface Answers {
  patient: Patient
  service: number
  practitioner: number | undefined
  offer: Offer | undefined
  exact: Exact | null
  timeZone: string
  phone: boolean
  reason: string
}

/** What is sent, or null while something is missing. */
export function bodyOf(answers: Answers): NewVisit | null {
  const { patient, service, practitioner, offer, exact, timeZone, phone, reason } = answers
  const common = {
    patient: patient.id,
    service,
    origin: phone ? ('phone' as const) : ('desk' as const),
    ...(reason.trim() && { reason: reason.trim() }),
  }
  if (!exact) {
    if (!offer) return null
    return { ...common, practitioner: offer.practitioner, location: offer.location, start: offer.start }
  }
  if (!exact.day || !exact.time || !practitioner || (exact.extra && !exact.reason.trim())) return null
  const start = withOffset(instantOf(exact.day, exact.time, timeZone), timeZone)
  const extra = exact.extra ? { overbook_reason: exact.reason.trim() } : {}
  return { ...common, ...extra, practitioner, start }
}
