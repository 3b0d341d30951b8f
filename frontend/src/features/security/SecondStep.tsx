import { useLingui } from '@lingui/react'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  beginSecondStep,
  confirmSecondStep,
  type NewSecondStep,
  type RecoveryCodes,
  removeSecondStep,
  type SecondStep as State,
} from '../../api/client'
import { getSecondStepOptions, getSecondStepQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { LoadProblem } from '../../staff/LoadProblem'
import { notify } from '../../staff/notices'
import { Skeleton } from '../../staff/Skeleton'
import { Refusal } from './Refusal'
import { SecretInput } from './SecretInput'

/** A code of the phone at each sign-in, in the web and in Tryton's own clients. */
export function SecondStep() {
  const { i18n } = useLingui()
  const state = useQuery(getSecondStepOptions())
  const [begun, setBegun] = useState<NewSecondStep | null>(null)
  const [codes, setCodes] = useState<readonly string[]>([])
  const confirmed = ({ recovery }: RecoveryCodes) => {
    setBegun(null)
    setCodes(recovery)
  }
  return (
    <section className="security-part" aria-labelledby="security-step">
      <h2 id="security-step">{i18n._('security.step')}</h2>
      {state.isError && <LoadProblem error={state.error} onRetry={() => state.refetch()} />}
      {state.isPending && <Skeleton blocks={1} />}
      {codes.length > 0 && <Recovery codes={codes} />}
      {state.data && !begun && <StepState state={state.data} onBegun={setBegun} />}
      {begun && <ConfirmStep begun={begun} onConfirmed={confirmed} />}
    </section>
  )
}

function useStepChanged() {
  const queries = useQueryClient()
  return () => void queries.invalidateQueries({ queryKey: getSecondStepQueryKey() })
}

/** Both turning it on and off ask for the password: an open desk is not enough. */
function StepState({ state, onBegun }: { state: State; onBegun: (begun: NewSecondStep) => void }) {
  const { i18n } = useLingui()
  const changed = useStepChanged()
  const [password, setPassword] = useState('')
  const change = useMutation<NewSecondStep | null, Problem, string>({
    mutationFn: async (typed) => {
      const body = { password: typed }
      if (!state.on) return (await beginSecondStep({ body, throwOnError: true })).data
      await removeSecondStep({ body, throwOnError: true })
      return null
    },
    onSuccess: (begun) => {
      setPassword('')
      if (begun) onBegun(begun)
      else notify(i18n._('security.step.off.done'))
      changed()
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(password)
  }
  return (
    <form className="form" onSubmit={send}>
      <p>
        {state.on
          ? i18n._('security.step.is_on', { left: state.recovery_left })
          : i18n._('security.step.lead')}
      </p>
      <Refusal problem={change.error} />
      <SecretInput
        label={i18n._('security.step.password')}
        kind="current-password"
        value={password}
        onChange={setPassword}
      />
      <div className="form-actions">
        <Button type="submit" variant={state.on ? 'default' : 'filled'} loading={change.isPending}>
          {state.on ? i18n._('security.step.off') : i18n._('security.step.on')}
        </Button>
      </div>
    </form>
  )
}

interface ConfirmStepProps {
  begun: NewSecondStep
  onConfirmed: (codes: RecoveryCodes) => void
}

function ConfirmStep({ begun, onConfirmed }: ConfirmStepProps) {
  const { i18n } = useLingui()
  const changed = useStepChanged()
  const [code, setCode] = useState('')
  const confirm = useMutation<RecoveryCodes, Problem, string>({
    mutationFn: async (typed) =>
      (await confirmSecondStep({ body: { code: typed }, throwOnError: true })).data,
    onSuccess: (codes) => {
      onConfirmed(codes)
      changed()
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate(code.replace(/\s/g, ''))
  }
  return (
    <form className="form" onSubmit={send}>
      <p>{i18n._('security.step.scan')}</p>
      <QrCode size={begun.qr.size} path={begun.qr.path} />
      <p className="security-secret">
        {i18n._('security.step.type')} <code>{begun.secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <Refusal problem={confirm.error} />
      <TextInput
        label={i18n._('security.step.code')}
        value={code}
        onChange={({ currentTarget }) => setCode(currentTarget.value)}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={7}
        required
        withAsterisk={false}
      />
      <div className="form-actions">
        <Button type="submit" loading={confirm.isPending}>
          {i18n._('security.step.confirm')}
        </Button>
      </div>
    </form>
  )
}

function QrCode({ size, path }: { size: number; path: string }) {
  const { i18n } = useLingui()
  return (
    <svg className="security-qr" viewBox={`0 0 ${size} ${size}`} role="img" shapeRendering="crispEdges">
      <title>{i18n._('security.step.qr')}</title>
      <path d={path} />
    </svg>
  )
}

function Recovery({ codes }: { codes: readonly string[] }) {
  const { i18n } = useLingui()
  return (
    <div className="security-codes" role="status">
      <h3>{i18n._('security.recovery')}</h3>
      <p>{i18n._('security.recovery.lead')}</p>
      <ul>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </div>
  )
}
