import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { Icon } from '../../staff/Icon'
import type { Writers } from '../agenda/clinicDates'
import type { Appointment } from '../agenda/model'
import { StatusMark } from '../agenda/StatusMark'
import { nameOf, statusOf } from '../agenda/status'
import { verbWord } from '../agenda/verbs'
import { phoneWords } from '../patients/words'
import { callAddress, firstName, whatsAppAddress } from './contact'

export type RowVerb = 'confirm' | 'reschedule' | 'cancel'

interface ConfirmRowProps {
  visit: Appointment
  writers: Writers
  clinicName: string
  busy: boolean
  onVerb: (verb: RowVerb, visit: Appointment) => void
  onOpen: (id: number) => void
}

const VERB_OF_KEY: Readonly<Record<string, RowVerb>> = { c: 'confirm', m: 'reschedule', x: 'cancel' }

/** A visit to confirm. While the row has the focus, one key does what its buttons do. */
export function ConfirmRow({ visit, writers, clinicName, busy, onVerb, onOpen }: ConfirmRowProps) {
  const { i18n } = useLingui()
  const name = nameOf(visit)
  const when = writers.moment(new Date(visit.start))
  const message = i18n._('confirm.message', { name: firstName(name), clinic: clinicName, when })
  const onKeyDown = (pressed: KeyboardEvent<HTMLLIElement>) => {
    if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return
    const key = pressed.key.toLowerCase()
    const verb = VERB_OF_KEY[key]
    if (verb && visit.can.includes(verb) && !busy) leaveRow(pressed.currentTarget, () => onVerb(verb, visit))
    else if (key === 'l' || key === 'w')
      pressed.currentTarget.querySelector<HTMLElement>(`[data-key="${key}"]`)?.click()
    else if (key === 'arrowdown') focusRow(pressed.currentTarget.nextElementSibling)
    else if (key === 'arrowup') focusRow(pressed.currentTarget.previousElementSibling)
    else return
    pressed.preventDefault()
  }
  return (
    <li className="row" onKeyDown={onKeyDown}>
      <button type="button" className="row-open" onClick={() => onOpen(visit.id)}>
        <span className="row-time">{writers.time(new Date(visit.start))}</span>
        <span className="row-name">{name}</span>
        <span className="row-what">
          {visit.practitioner_name} · {visit.service_name}
        </span>
      </button>
      <StatusMark status={statusOf(visit)} />
      <div className="row-actions">
        {visit.phone ? (
          <Contact phone={visit.phone} message={message} name={name} />
        ) : (
          <span className="form-hint">{i18n._('confirm.no_phone')}</span>
        )}
        {(['confirm', 'reschedule'] as const)
          .filter((verb) => visit.can.includes(verb))
          .map((verb) => (
            <Button
              key={verb}
              size="sm"
              variant={verb === 'confirm' ? 'filled' : 'default'}
              disabled={busy}
              onClick={() => onVerb(verb, visit)}
            >
              {verb === 'confirm' ? i18n._('confirm.confirmed_one') : verbWord(verb)}
              <span className="visually-hidden"> {i18n._('messages.about', { about: name })}</span>
            </Button>
          ))}
      </div>
    </li>
  )
}

function Contact({ phone, message, name }: { phone: string; message: string; name: string }) {
  const { i18n } = useLingui()
  return (
    <>
      <Button
        component="a"
        data-key="l"
        href={callAddress(phone)}
        variant="default"
        size="sm"
        leftSection={<Icon name="phone" />}
      >
        {phoneWords(phone)}
        <span className="visually-hidden"> {i18n._('messages.about', { about: name })}</span>
      </Button>
      <Button
        component="a"
        data-key="w"
        href={whatsAppAddress(phone, message)}
        target="_blank"
        rel="noreferrer"
        variant="default"
        size="sm"
        leftSection={<Icon name="chat" />}
      >
        {i18n._('agenda.whatsapp')}
        <span className="visually-hidden"> {i18n._('messages.about', { about: name })}</span>
      </Button>
    </>
  )
}

/** A confirmed row leaves the list: the focus goes on to the next one. */
function leaveRow(row: Element, act: () => void) {
  const next = row.nextElementSibling ?? row.previousElementSibling
  act()
  focusRow(next)
}

function focusRow(row: Element | null) {
  row?.querySelector<HTMLElement>('.row-open')?.focus()
}
