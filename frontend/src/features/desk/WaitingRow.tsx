import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import type { CloseReason, Waiting } from '../../api/client'
import { Icon } from '../../staff/Icon'
import { type Day, noon, type Writers } from '../agenda/clinicDates'
import { Age } from '../agenda/StatusMark'
import { phoneWords } from '../patients/words'
import { callAddress } from './contact'
import type { Freed } from './waitingList'

interface WaitingRowProps {
  waiting: Waiting
  freed: Freed | null
  today: Day
  writers: Writers
  busy: boolean
  onOffer: () => void
  onClose: (reason: CloseReason) => void
}

/** One who waits: for what, since when, and what can be done. */
export function WaitingRow({ waiting, freed, today, writers, busy, onOffer, onClose }: WaitingRowProps) {
  const { i18n } = useLingui()
  const { patient_name: name, phone, birth_date: birthDate, state } = waiting
  const about = i18n._('messages.about', { about: name ?? '' })
  return (
    <li className="row">
      <div className="waiting-who">
        <span>
          <span className="row-name">{name}</span> <Age birthDate={birthDate} today={today} />
        </span>
        <span className="row-what">
          {waiting.service_name} · {waiting.practitioner_name ?? i18n._('visit.anybody')}
        </span>
        <span className="row-what">
          <Wish waiting={waiting} writers={writers} />
        </span>
        {state === 'offered' && <Offered waiting={waiting} writers={writers} />}
      </div>
      <span className="form-hint">
        {i18n._('waiting.since', { when: writers.shortDay(new Date(waiting.requested_at)) })}
      </span>
      <div className="row-actions">
        {phone && (
          <Button
            component="a"
            href={callAddress(phone)}
            variant="default"
            size="sm"
            leftSection={<Icon name="phone" />}
          >
            {phoneWords(phone)}
            <span className="visually-hidden"> {about}</span>
          </Button>
        )}
        {state === 'waiting' && (
          <Button size="sm" disabled={busy} onClick={onOffer}>
            {freed ? i18n._('waiting.offer_freed') : i18n._('waiting.offer')}
            <span className="visually-hidden"> {about}</span>
          </Button>
        )}
        <Button size="sm" variant="default" disabled={busy} onClick={() => onClose('withdrawn')}>
          {i18n._('waiting.close')}
          <span className="visually-hidden"> {about}</span>
        </Button>
      </div>
    </li>
  )
}

function Wish({ waiting, writers }: Pick<WaitingRowProps, 'waiting' | 'writers'>) {
  const { i18n } = useLingui()
  const { from, to, part_of_day: part, timezone } = waiting
  const words = {
    any: i18n._('waiting.part.any'),
    morning: i18n._('waiting.part.morning'),
    afternoon: i18n._('waiting.part.afternoon'),
  }
  const span = writers.range({ start: noon(from, timezone), end: noon(to, timezone) })
  return (
    <>
      {span} · {words[part]}
    </>
  )
}

function Offered({ waiting, writers }: Pick<WaitingRowProps, 'waiting' | 'writers'>) {
  const { i18n } = useLingui()
  const { offered_start: start, hold_until: until } = waiting
  if (start === null) return null
  const when = writers.moment(new Date(start))
  return (
    <span className="waiting-offered">
      {until
        ? i18n._('waiting.offer.until', { when, until: writers.time(new Date(until)) })
        : i18n._('waiting.offer.made', { when })}
    </span>
  )
}
