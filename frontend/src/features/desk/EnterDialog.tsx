import './desk.css'
import './dialogs.css'
import { useLingui } from '@lingui/react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { PartOfDay, Patient, Wish } from '../../api/client'
import { listPractitionersOptions } from '../../api/client/@tanstack/react-query.gen'
import { Dialog } from '../../staff/Dialog'
import { notify } from '../../staff/notices'
import { Skeleton } from '../../staff/Skeleton'
import { addDays, type Day } from '../agenda/clinicDates'
import { VerbProblem } from '../agenda/VerbProblem'
import { PatientCard, PatientPicker, PatientQuickAdd } from '../patients'
import { useServices } from './queries'
import { useWaitingVerb } from './waitingList'

interface EnterDialogProps {
  today: Day
  onClose: () => void
}

/** Somebody calls and there is no time: written down with what would suit. */
export function EnterDialog({ today, onClose }: EnterDialogProps) {
  const { i18n } = useLingui()
  const [patient, setPatient] = useState<Patient | null>(null)
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <Dialog title={i18n._('waiting.enter')} onClose={onClose} wide>
      {!patient && typed === null && <PatientPicker today={today} onPick={setPatient} onNew={setTyped} />}
      {!patient && typed !== null && (
        <PatientQuickAdd today={today} typed={typed} onDone={setPatient} onCancel={() => setTyped(null)} />
      )}
      {patient && (
        <>
          <PatientCard patient={patient} today={today} />
          <WishForm patient={patient} today={today} onDone={onClose} />
        </>
      )}
    </Dialog>
  )
}

const TWO_WEEKS = 14
const ANYBODY = ''

type Draft = Pick<Wish, 'from' | 'to'> & { service: number; practitioner: string; part: PartOfDay }

function WishForm({ patient, today, onDone }: { patient: Patient; today: Day; onDone: () => void }) {
  const { i18n } = useLingui()
  const services = useServices()
  const practitioners = useQuery({ ...listPractitionersOptions(), staleTime: 300_000 }).data?.items ?? []
  const [draft, setDraft] = useState<Draft>({
    service: 0,
    practitioner: ANYBODY,
    from: today,
    to: addDays(today, TWO_WEEKS),
    part: 'any',
  })
  const enter = useWaitingVerb(() => {
    notify(i18n._('waiting.entered', { name: patient.name }))
    onDone()
  })
  if (!services) return <Skeleton blocks={3} />
  const service = draft.service || (services[0]?.id ?? 0)
  const offering = practitioners.filter((other) => other.services.some(({ id }) => id === service))
  const change = (part: Partial<Draft>) => setDraft((known) => ({ ...known, ...part }))
  const send = (event: FormEvent) => {
    event.preventDefault()
    const { from, to, part, practitioner } = draft
    const who = practitioner === ANYBODY ? {} : { practitioner: Number(practitioner) }
    enter.mutate({
      verb: 'enter',
      wish: { patient: patient.id, service, from, to, part_of_day: part, ...who },
    })
  }
  return (
    <form className="form" onSubmit={send}>
      {enter.isError && <VerbProblem problem={enter.error} />}
      <div className="form-pair is-wordy">
        <NativeSelect
          label={i18n._('visit.service')}
          value={service}
          onChange={({ currentTarget }) =>
            change({ service: Number(currentTarget.value), practitioner: ANYBODY })
          }
          data={services.map(({ id, name }) => ({ value: String(id), label: name }))}
          data-autofocus
        />
        <NativeSelect
          label={i18n._('visit.practitioner')}
          value={draft.practitioner}
          onChange={({ currentTarget }) => change({ practitioner: currentTarget.value })}
          data={[
            { value: ANYBODY, label: i18n._('visit.anybody') },
            ...offering.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
      </div>
      <div className="form-pair">
        <TextInput
          type="date"
          label={i18n._('waiting.from')}
          value={draft.from}
          min={today}
          onChange={({ currentTarget }) => change({ from: currentTarget.value })}
          required
          withAsterisk={false}
        />
        <TextInput
          type="date"
          label={i18n._('waiting.to')}
          value={draft.to}
          min={draft.from}
          onChange={({ currentTarget }) => change({ to: currentTarget.value })}
          required
          withAsterisk={false}
        />
      </div>
      <NativeSelect
        label={i18n._('waiting.part')}
        value={draft.part}
        onChange={({ currentTarget }) => change({ part: currentTarget.value as PartOfDay })}
        data={[
          { value: 'any', label: i18n._('waiting.part.any') },
          { value: 'morning', label: i18n._('waiting.part.morning') },
          { value: 'afternoon', label: i18n._('waiting.part.afternoon') },
        ]}
      />
      <div className="form-actions">
        <Button type="submit" loading={enter.isPending}>
          {i18n._('waiting.enter')}
        </Button>
      </div>
    </form>
  )
}
