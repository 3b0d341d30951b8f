import { useLingui } from '@lingui/react'
import { useState } from 'react'
import { Link as RouterLink, useSearch } from 'wouter'
import type { Link, LinkAction } from '../../api/client'
import { hasCode } from '../../api/problem'
import { routes } from '../../routes'
import { announce } from '../../ui/announce'
import { Alert } from '../../ui/ErrorSummary'
import { LoadError } from '../../ui/LoadError'
import { PageTitle } from '../../ui/PageTitle'
import { Skeleton } from '../../ui/Skeleton'
import { CancelSheet } from '../appointments/CancelSheet'
import { phaseOf } from '../appointments/phase'
import { CallCard } from '../clinic/CallCard'
import { useClock } from '../clinic/useClock'
import { useAct, useLink } from './act'
import { ChangedMeanwhile } from './ChangedMeanwhile'
import { LinkButtons, type Step } from './LinkButtons'
import { LinkFacts } from './LinkFacts'
import { LinkMove } from './LinkMove'
import { OfferedTime, useOfferedTime } from './OfferedTime'
import { Offers } from './Offers'
import { QueueNow } from './QueueNow'

/** What a message's button opens. Opening changes nothing; only the buttons here do. */
export function LinkPage({ token }: { token: string }) {
  const link = useLink(token)
  if (link.data) return <Shown token={token} link={link.data} />
  return (
    <div className="page">
      {hasCode(link.error, 'not-found') && <DeadLink />}
      {link.isPending && <Skeleton blocks={1} shape="page" />}
      {link.error && !hasCode(link.error, 'not-found') && (
        <LoadError alone error={link.error} onRetry={() => link.refetch()} />
      )}
    </div>
  )
}

/** Links end some days after the visit; the reference never does. */
function DeadLink() {
  const { i18n } = useLingui()
  return (
    <>
      <PageTitle title={i18n._('link.title')} />
      <p className="lead">{i18n._('link.dead')}</p>
      <RouterLink className="button button-main" href={routes.find}>
        {i18n._('identity.find')}
      </RouterLink>
      <CallCard />
    </>
  )
}

function Shown({ token, link }: { token: string; link: Link }) {
  const { i18n } = useLingui()
  const act = useAct(token)
  const [step, setStep] = useState<Step>(useStepOfMessage(link))
  const offered = useOfferedTime()
  const title = useTitle(link)
  const said = useSaid()
  const send = (action: LinkAction) =>
    act.mutate(
      { action, seen: link },
      {
        onSuccess: () => announce(said[action.action]),
        onSettled: (_done, problem) => hasCode(problem, 'stale') || setStep('look'),
      },
    )
  const done = act.data && act.variables.action.action
  return (
    <div className="page">
      <section className="panel">
        <PageTitle title={title} />
        <LinkFacts link={link} />
        <Kept link={link} />
      </section>
      {hasCode(act.error, 'stale') && act.variables && (
        <ChangedMeanwhile seen={act.variables.seen} now={link} attempt={act.submittedAt} />
      )}
      {act.error && act.error.code !== 'stale' && (
        <Alert title={i18n._('details.refused')} attempt={act.submittedAt}>
          <p>{act.error.offline ? i18n._('offline.body') : act.error.detail}</p>
        </Alert>
      )}
      {(done === 'confirm' || done === 'reschedule') && <p className="notice notice-good">{said[done]}</p>}
      {link.queue && (
        <QueueNow
          queue={link.queue}
          start={link.start}
          timezone={link.timezone}
          busy={act.isPending}
          onCheckIn={() => send({ action: 'check_in' })}
        />
      )}
      <Offers link={link} busy={act.isPending} onTake={moveTo} />
      <LinkButtons
        link={link}
        busy={act.isPending}
        done={act.data !== undefined}
        onStep={setStep}
        onConfirm={() => send({ action: 'confirm' })}
      />
      {step === 'move' && offered && (
        <OfferedTime start={offered} timezone={link.timezone} busy={act.isPending} onMove={moveToOffered} />
      )}
      {step === 'move' && <LinkMove link={link} busy={act.isPending} onMove={moveToOffered} />}
      {step === 'cancel' && (
        <CancelSheet
          busy={act.isPending}
          onCancel={(reason) => send({ action: 'cancel', reason })}
          onClose={() => setStep('look')}
        />
      )}
      <CallCard />
    </div>
  )

  function moveTo({ start, practitioner }: { start: string; practitioner: number }) {
    send({ action: 'reschedule', start, practitioner })
  }

  function moveToOffered({ start }: { start: string }) {
    send({ action: 'reschedule', start })
  }
}

/** A time from the waiting list is kept only for a while. */
function Kept({ link }: { link: Link }) {
  const { i18n } = useLingui()
  const clock = useClock(link.timezone)
  if (!link.hold_until) return null
  const until = { day: clock.dated(link.hold_until), time: clock.time(link.hold_until) }
  return <p className="instructions">{i18n._('link.kept', until)}</p>
}

/** The message's button said what it is for: one tap less. */
function useStepOfMessage(link: Link): Step {
  const asked = new URLSearchParams(useSearch()).get('accion')
  if (asked === 'cancel' && link.can.includes('cancel')) return 'cancel'
  return asked === 'reschedule' && link.can.includes('reschedule') ? 'move' : 'look'
}

function useSaid(): Record<LinkAction['action'], string> {
  const { i18n } = useLingui()
  return {
    confirm: i18n._('appointment.confirmed'),
    cancel: i18n._('appointment.cancelled'),
    reschedule: i18n._('appointment.moved'),
    check_in: i18n._('queue.checkedIn'),
  }
}

function useTitle(link: Link): string {
  const { i18n } = useLingui()
  switch (phaseOf(link)) {
    case 'cancelled':
      return i18n._('appointment.cancelled')
    case 'past':
    case 'missed':
      return i18n._('appointment.past')
    case 'requested':
      if (link.hold_until) return i18n._('link.freed', { name: link.first_name })
      return i18n._('link.greeting', { name: link.first_name })
    default:
      return i18n._('link.greeting', { name: link.first_name })
  }
}
