import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Notification } from '../../api/client'
import type { MessageRequest } from './queries'
import { errorWords, kindWord, momentWords, nameOf, stateWord, verbWord } from './words'

interface MessageTableProps {
  messages: readonly Notification[]
  busy: boolean
  onVerb: (request: MessageRequest) => void
}

/** One message a row; on a phone, one a card. */
export function MessageTable({ messages, busy, onVerb }: MessageTableProps) {
  const { i18n } = useLingui()
  return (
    <table className="messages">
      <caption className="visually-hidden">{i18n._('messages.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{i18n._('messages.kind')}</th>
          <th scope="col">{i18n._('messages.for')}</th>
          <th scope="col">{i18n._('messages.visit')}</th>
          <th scope="col">{i18n._('messages.state')}</th>
          <th scope="col">{i18n._('messages.error')}</th>
          <th scope="col">{i18n._('messages.actions')}</th>
        </tr>
      </thead>
      <tbody>
        {messages.map((message) => (
          <MessageRow key={message.id} message={message} busy={busy} onVerb={onVerb} />
        ))}
      </tbody>
    </table>
  )
}

interface MessageRowProps extends Omit<MessageTableProps, 'messages'> {
  message: Notification
}

function MessageRow({ message, busy, onVerb }: MessageRowProps) {
  const { kind, state } = message
  const row = useFocusKept(state)
  return (
    <tr ref={row} tabIndex={-1} className={`message is-${state}`}>
      <th scope="row">{kindWord(kind)}</th>
      <td className="message-who">
        <Recipient message={message} />
      </td>
      <td>
        <VisitTime message={message} />
      </td>
      <td className="message-state-cell">
        <span className="message-state">{stateWord(state)}</span>
      </td>
      <td className="message-detail">
        <Detail message={message} />
      </td>
      <td className="message-actions">
        <Actions message={message} busy={busy} onVerb={onVerb} />
      </td>
    </tr>
  )
}

/** The button that was pressed goes away with the old state: the focus stays in its row. */
function useFocusKept(state: string) {
  const row = useRef<HTMLTableRowElement>(null)
  const last = useRef(state)
  useEffect(() => {
    const changed = last.current !== state
    last.current = state
    if (changed && document.activeElement === document.body) row.current?.focus({ preventScroll: true })
  }, [state])
  return row
}

function Recipient({ message }: { message: Notification }) {
  const { patient_name, recipient } = message
  return (
    <>
      <span className="message-name">{nameOf(message)}</span>
      {patient_name !== null && <span className="message-address">{recipient}</span>}
    </>
  )
}

function VisitTime({ message }: { message: Notification }) {
  const { i18n } = useLingui()
  const { visit_start: start, timezone } = message
  if (start === null) return null
  return (
    <>
      <span className="message-label" aria-hidden="true">
        {i18n._('messages.visit')}:{' '}
      </span>
      {momentWords(start, timezone)}
    </>
  )
}

/** Why it did not arrive and, while it waits, when it leaves. */
function Detail({ message }: { message: Notification }) {
  const { i18n } = useLingui()
  const { error, state, due_at, next_try_at, timezone } = message
  return (
    <>
      {error !== null && <span>{errorWords(error)}</span>}
      {state === 'queued' && (
        <span>{i18n._('messages.leaves', { when: momentWords(next_try_at ?? due_at, timezone) })}</span>
      )}
    </>
  )
}

function Actions({ message, busy, onVerb }: MessageRowProps) {
  const { i18n } = useLingui()
  const about = `${kindWord(message.kind)}, ${nameOf(message)}`
  return message.can.map((verb) => (
    <Button
      key={verb}
      size="sm"
      variant={verb === 'retry' ? 'light' : 'default'}
      disabled={busy}
      onClick={() => onVerb({ verb, message })}
    >
      {verbWord(verb)}
      <span className="visually-hidden"> {i18n._('messages.about', { about })}</span>
    </Button>
  ))
}
