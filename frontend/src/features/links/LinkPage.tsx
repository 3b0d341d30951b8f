import { useLingui } from '@lingui/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link as RouterLink, useSearch } from 'wouter'
import { actOnLink, type Link, type LinkAction, type Slot } from '../../api/client'
import { getLinkOptions, getLinkQueryKey } from '../../api/client/@tanstack/react-query.gen'
import { hasCode, type Problem } from '../../api/problem'
import { routes } from '../../routes'
import { announce } from '../../ui/announce'
import { Alert } from '../../ui/ErrorSummary'
import { LoadError } from '../../ui/LoadError'
import { PageTitle } from '../../ui/PageTitle'
import { Skeleton } from '../../ui/Skeleton'
import { CancelSheet } from '../appointments/CancelSheet'
import { MoveBar } from '../appointments/MoveBar'
import { phaseOf } from '../appointments/phase'
import { TimePicker } from '../booking/TimePicker'
import { CallCard } from '../clinic/CallCard'
import { useClock } from '../clinic/useClock'
import { LinkFacts } from './LinkFacts'
import { OfferedTime, useOfferedTime } from './OfferedTime'

/** What a message's button opens. Opening changes nothing; only the buttons here do. */
export function LinkPage({ token }: { token: string }) {
  const link = useQuery(getLinkOptions({ path: { token } }))
  if (link.data) return <Shown token={token} link={link.data} />
  return (
    <div className="page">
      {hasCode(link.error, 'not-found') && <DeadLink />}
      {link.isPending && <Skeleton blocks={1} shape="page" />}
      {link.error && !hasCode(link.error, 'not-found') && (
        <LoadError error={link.error} onRetry={() => link.refetch()} />
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

function useAct(token: string) {
  const queryClient = useQueryClient()
  return useMutation<Link, Problem, LinkAction>({
    mutationFn: async (body) => (await actOnLink({ path: { token }, body, throwOnError: true })).data,
    onSuccess: (link) => queryClient.setQueryData(getLinkQueryKey({ path: { token } }), link),
  })
}

type Step = 'look' | 'cancel' | 'move'

function Shown({ token, link }: { token: string; link: Link }) {
  const { i18n } = useLingui()
  const act = useAct(token)
  const [step, setStep] = useState<Step>(useStepOfMessage(link))
  const offered = useOfferedTime()
  const title = useTitle(link)
  const send = (action: LinkAction, said: string) =>
    act.mutate(action, { onSuccess: () => announce(said), onSettled: () => setStep('look') })
  return (
    <div className="page">
      <section className="panel">
        <PageTitle title={title} />
        <LinkFacts link={link} />
      </section>
      {act.error && (
        <Alert title={i18n._('details.refused')} attempt={act.submittedAt}>
          <p>{act.error.offline ? i18n._('offline.body') : act.error.detail}</p>
        </Alert>
      )}
      {act.data && act.variables.action === 'confirm' && (
        <p className="notice notice-good">{i18n._('appointment.confirmed')}</p>
      )}
      {act.data && act.variables.action === 'reschedule' && (
        <p className="notice notice-good">{i18n._('appointment.moved')}</p>
      )}
      <LinkButtons
        link={link}
        busy={act.isPending}
        done={act.data !== undefined}
        onStep={setStep}
        onConfirm={confirm}
      />
      {step === 'move' && offered && (
        <OfferedTime start={offered} timezone={link.timezone} busy={act.isPending} onMove={moveTo} />
      )}
      {step === 'move' && <LinkMove link={link} busy={act.isPending} onMove={(slot) => moveTo(slot.start)} />}
      {step === 'cancel' && (
        <CancelSheet busy={act.isPending} onCancel={cancel} onClose={() => setStep('look')} />
      )}
      <CallCard />
    </div>
  )

  function confirm() {
    send({ action: 'confirm' }, i18n._('appointment.confirmed'))
  }

  function cancel(reason: string | null) {
    send({ action: 'cancel', reason }, i18n._('appointment.cancelled'))
  }

  function moveTo(start: string) {
    send({ action: 'reschedule', start }, i18n._('appointment.moved'))
  }
}

/** The message's button said what it is for: one tap less. */
function useStepOfMessage(link: Link): Step {
  const asked = new URLSearchParams(useSearch()).get('accion')
  if (asked === 'cancel' && link.can.includes('cancel')) return 'cancel'
  return asked === 'reschedule' && link.can.includes('reschedule') ? 'move' : 'look'
}

function useTitle(link: Link): string {
  const { i18n } = useLingui()
  switch (phaseOf(link)) {
    case 'cancelled':
      return i18n._('appointment.cancelled')
    case 'past':
    case 'missed':
      return i18n._('appointment.past')
    default:
      return i18n._('link.greeting', { name: link.first_name })
  }
}

interface LinkButtonsProps {
  link: Link
  busy: boolean
  done: boolean
  onStep: (step: Step) => void
  onConfirm: () => void
}

function LinkButtons({ link, busy, done, onStep, onConfirm }: LinkButtonsProps) {
  const { i18n } = useLingui()
  const can = new Set(link.can)
  if (can.size === 0) {
    return phaseOf(link) === 'coming' ? (
      <p className="notice">{i18n._('appointment.late')}</p>
    ) : (
      <RouterLink className="button button-main" href={routes.home}>
        {i18n._('appointment.another')}
      </RouterLink>
    )
  }
  return (
    <div className="actions">
      {can.has('confirm') && !done && (
        <button type="button" className="button button-main" disabled={busy} onClick={onConfirm}>
          {i18n._('appointment.confirm')}
        </button>
      )}
      {can.has('reschedule') && (
        <button type="button" className="button" disabled={busy} onClick={() => onStep('move')}>
          {i18n._('appointment.move')}
        </button>
      )}
      {can.has('cancel') && (
        <button
          type="button"
          className="button button-danger"
          disabled={busy}
          onClick={() => onStep('cancel')}
        >
          {i18n._('appointment.cancel')}
        </button>
      )}
    </div>
  )
}

interface LinkMoveProps {
  link: Link
  busy: boolean
  onMove: (slot: Slot) => void
}

function LinkMove({ link, busy, onMove }: LinkMoveProps) {
  const { i18n } = useLingui()
  const clock = useClock(link.timezone)
  const [day, setDay] = useState<string>()
  const [chosen, setChosen] = useState<Slot>()
  return (
    <section aria-label={i18n._('move.title')}>
      <TimePicker
        service={link.service}
        practitioner={link.practitioner}
        day={day}
        onDay={setDay}
        marked={chosen?.start ?? ''}
        onChoose={setChosen}
      />
      {chosen && <MoveBar slot={chosen} clock={clock} busy={busy} problem={null} onMove={onMove} />}
    </section>
  )
}
