import { useLingui } from '@lingui/react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Patient, Practitioner } from '../../api/client'
import { listPractitionersOptions, listServicesOptions } from '../../api/client/@tanstack/react-query.gen'
import { Dialog } from '../../staff/Dialog'
import { Skeleton } from '../../staff/Skeleton'
import { PatientCard, PatientPicker, PatientQuickAdd } from '../patients'
import { registerWalkIn, useAct, type WalkInDone } from './actions'
import { FormProblem } from './FormProblem'
import type { Group, Lane, Priority } from './model'
import { PriorityFields } from './PriorityFields'

interface WalkInDialogProps {
  lanes: readonly Lane[]
  /** Whom the board shows: the first one is proposed. */
  practitioner: number | null
  today: string
  onDone: (done: WalkInDone) => void
  onClose: () => void
}

type Step =
  | { kind: 'find'; typed: string }
  | { kind: 'add'; typed: string }
  | { kind: 'place'; patient: Patient }

/** Somebody is there without an appointment: who it is, whom to see, done. */
export function WalkInDialog(props: WalkInDialogProps) {
  const { i18n } = useLingui()
  const { today, onClose } = props
  const [step, setStep] = useState<Step>({ kind: 'find', typed: '' })
  const body = useFirstField(step.kind)
  const take = (patient: Patient) => setStep({ kind: 'place', patient })
  return (
    <Dialog title={i18n._('queue.walk_in.title')} onClose={onClose}>
      <div ref={body}>
        {step.kind === 'find' && (
          <PatientPicker
            today={today}
            typed={step.typed}
            onPick={take}
            onNew={(typed) => setStep({ kind: 'add', typed })}
          />
        )}
        {step.kind === 'add' && (
          <PatientQuickAdd
            today={today}
            typed={step.typed}
            onDone={take}
            onCancel={() => setStep({ kind: 'find', typed: step.typed })}
          />
        )}
        {step.kind === 'place' && (
          <>
            <PatientCard patient={step.patient} today={today} />
            <Place {...props} patient={step.patient} onBack={() => setStep({ kind: 'find', typed: '' })} />
          </>
        )}
      </div>
    </Dialog>
  )
}

/** Each step begins in its first field: nobody has to reach for the mouse. */
function useFirstField(step: Step['kind']) {
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (step !== 'place') body.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
  }, [step])
  return body
}

interface PlaceProps extends WalkInDialogProps {
  patient: Patient
  onBack: () => void
}

function Place(props: PlaceProps) {
  const practitioners = useQuery({ ...listPractitionersOptions(), staleTime: 300_000 })
  const services = useQuery({ ...listServicesOptions(), staleTime: 300_000 })
  if (!practitioners.data || !services.data) return <Skeleton blocks={2} />
  const names = new Map(services.data.items.map(({ id, name }) => [id, name]))
  const here = new Set(props.lanes.map(({ id }) => id))
  const attending = practitioners.data.items.filter(({ id }) => here.has(id))
  return <PlaceForm {...props} practitioners={attending} names={names} />
}

interface PlaceFormProps extends PlaceProps {
  practitioners: readonly Practitioner[]
  names: ReadonlyMap<number, string>
}

function PlaceForm({ practitioners, names, patient, practitioner, onBack, onDone }: PlaceFormProps) {
  const { i18n } = useLingui()
  const [chosen, choose] = useState(practitioner ?? practitioners[0]?.id ?? 0)
  const services = practitioners.find(({ id }) => id === chosen)?.services ?? []
  const [service, setService] = useState<number | null>(null)
  const [urgency, setUrgency] = useState<Urgency>(ROUTINE)
  const act = useAct()
  const asked = services.some(({ id }) => id === service) ? service : services[0]?.id
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (asked === undefined || asked === null) return
    const { priority, groups, reason } = urgency
    const body = { practitioner: chosen, service: asked, patient: patient.id, priority, groups: [...groups] }
    act.run(() => registerWalkIn({ ...body, reason: reason.trim() || null }), {
      about: (entry) => entry.patient === patient.id,
      done: onDone,
    })
  }
  return (
    <form className="form" onSubmit={send}>
      <FormProblem problem={act.problem} />
      <div className="form-pair">
        <NativeSelect
          label={i18n._('queue.walk_in.practitioner')}
          value={String(chosen)}
          onChange={({ currentTarget }) => choose(Number(currentTarget.value))}
          data={practitioners.map(({ id, name }) => ({ value: String(id), label: name }))}
          autoFocus
        />
        <NativeSelect
          label={i18n._('queue.walk_in.service')}
          value={String(asked ?? '')}
          onChange={({ currentTarget }) => setService(Number(currentTarget.value))}
          data={services.map(({ id }) => ({ value: String(id), label: names.get(id) ?? '' }))}
        />
      </div>
      <UrgencyFields urgency={urgency} onChange={setUrgency} />
      <div className="form-actions">
        <Button variant="default" onClick={onBack}>
          {i18n._('queue.walk_in.other')}
        </Button>
        <Button type="submit" loading={act.busy}>
          {i18n._('queue.walk_in.send')}
        </Button>
      </div>
    </form>
  )
}

interface Urgency {
  priority: Priority
  groups: readonly Group[]
  reason: string
}

const ROUTINE: Urgency = { priority: 'routine', groups: [], reason: '' }

/** Closed for most: nobody has to read past what is usual. */
function UrgencyFields({ urgency, onChange }: { urgency: Urgency; onChange: (urgency: Urgency) => void }) {
  const { i18n } = useLingui()
  const { priority, groups, reason } = urgency
  return (
    <details className="more">
      <summary>{i18n._('queue.walk_in.urgency')}</summary>
      <div className="form">
        <PriorityFields
          priority={priority}
          onPriority={(value) => onChange({ ...urgency, priority: value })}
          groups={groups}
          onGroups={(value) => onChange({ ...urgency, groups: value })}
        />
        <TextInput
          label={priority === 'emergency' ? i18n._('queue.reason') : i18n._('queue.reason.optional')}
          value={reason}
          onChange={({ currentTarget }) => onChange({ ...urgency, reason: currentTarget.value })}
          maxLength={200}
          required={priority === 'emergency'}
          withAsterisk={false}
        />
      </div>
    </details>
  )
}
