import type { I18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import type { LinkQueue } from '../../api/client'
import type { Clock } from '../../time/format'
import { Icon } from '../../ui/Icon'
import { useClock } from '../clinic/useClock'

interface QueueNowProps {
  queue: LinkQueue
  /** The visit's own moment: who comes by the hour is called by it. */
  start: string
  timezone: string
  busy: boolean
  onCheckIn: () => void
}

/** The day of the visit: whose turn it is, how many are before, and about when. */
export function QueueNow({ queue, start, timezone, busy, onCheckIn }: QueueNowProps) {
  const { i18n } = useLingui()
  const clock = useClock(timezone)
  if (queue.stage === 'done' || queue.stage === 'no_show') return null
  return (
    <section className="panel queue" aria-labelledby="queue-title">
      <h2 id="queue-title">{i18n._('queue.title')}</h2>
      <p className="queue-headline" aria-live="polite">
        <strong>{headline(i18n, clock, queue)}</strong>
      </p>
      <Numbers queue={queue} word={(label) => labelText(clock, label, start)} />
      {queue.late > 0 && queue.ahead !== null && (
        <p className="notice">{i18n._('queue.late', { minutes: queue.late })}</p>
      )}
      <CheckIn queue={queue} busy={busy} onCheckIn={onCheckIn} />
      <p className="hint">{i18n._('queue.asOf', { time: clock.time(queue.now) })}</p>
    </section>
  )
}

/** The one sentence that matters now. */
function headline(i18n: I18n, clock: Clock, { stage, estimate, ahead }: LinkQueue): string {
  if (stage === 'called') return i18n._('queue.called')
  if (stage === 'in_consultation') return i18n._('queue.inside')
  if (ahead === 0 && stage === 'waiting') return i18n._('queue.next')
  if (!estimate) return i18n._('queue.soon')
  const hour = clock.isOne(estimate) ? 'one' : 'many'
  return i18n._('queue.estimate', { time: clock.time(estimate), hour })
}

/** "16:00" as people here say it, "4:00 p. m."; a turn as it is. */
export function labelText(clock: Clock, label: string, start: string): string {
  return /^\d\d:\d\d$/.test(label) ? clock.time(`${start.slice(0, 11)}${label}:00${start.slice(19)}`) : label
}

function Numbers({ queue, word }: { queue: LinkQueue; word: (label: string) => string }) {
  const { i18n } = useLingui()
  const { label, serving, ahead, stage } = queue
  if (stage === 'called' || stage === 'in_consultation') return null
  return (
    <dl className="queue-numbers">
      <div>
        <dt>{queue.turn === null ? i18n._('queue.yourHour') : i18n._('queue.yours')}</dt>
        <dd>{word(label)}</dd>
      </div>
      {serving && (
        <div>
          <dt>{i18n._('queue.serving')}</dt>
          <dd>{word(serving)}</dd>
        </div>
      )}
      {ahead !== null && (
        <div>
          <dt>{i18n._('queue.ahead')}</dt>
          <dd>{ahead}</dd>
        </div>
      )}
    </dl>
  )
}

function CheckIn({ queue, busy, onCheckIn }: Omit<QueueNowProps, 'start' | 'timezone'>) {
  const { i18n } = useLingui()
  if (queue.checked_in && queue.stage === 'expected') {
    return (
      <p className="notice notice-good">
        <Icon name="check" />
        {i18n._('queue.checkedIn')}
      </p>
    )
  }
  return (
    queue.check_in && (
      <button type="button" className="button button-main" disabled={busy} onClick={onCheckIn}>
        {i18n._('queue.checkIn')}
      </button>
    )
  )
}
