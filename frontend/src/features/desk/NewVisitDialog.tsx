import './desk.css'
import './dialogs.css'
import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Patient, Practitioner } from '../../api/client'
import { Dialog } from '../../staff/Dialog'
import { Skeleton } from '../../staff/Skeleton'
import type { Day, Writers } from '../agenda/clinicDates'
import { PatientCard, PatientPicker, PatientQuickAdd } from '../patients'
import { NewVisitForm } from './NewVisitForm'
import { useComing, useServices } from './queries'

/** What is known before the dialog opens. */
export interface Wanted {
  patient?: Patient
  practitioner?: number
  day?: Day
  /** Wall time, `HH:MM`. */
  time?: string
}

interface NewVisitDialogProps {
  wanted: Wanted
  practitioners: readonly Practitioner[]
  today: Day
  timeZone: string
  writers: Writers
  onClose: () => void
}

type Who =
  | { kind: 'search'; typed: string }
  | { kind: 'new'; typed: string }
  | { kind: 'chosen'; patient: Patient }

/** A visit in the time of a phone call: who, what for, when. Everything by keyboard. */
export function NewVisitDialog({ wanted, onClose, ...about }: NewVisitDialogProps) {
  const { i18n } = useLingui()
  const { patient } = wanted
  const [who, setWho] = useState<Who>(patient ? { kind: 'chosen', patient } : { kind: 'search', typed: '' })
  const choose = (chosen: Patient) => setWho({ kind: 'chosen', patient: chosen })
  return (
    <Dialog title={i18n._('visit.new')} onClose={onClose} wide>
      {who.kind === 'search' && (
        <PatientPicker
          today={about.today}
          typed={who.typed}
          onPick={choose}
          onNew={(typed) => setWho({ kind: 'new', typed })}
        />
      )}
      {who.kind === 'new' && (
        <PatientQuickAdd
          today={about.today}
          typed={who.typed}
          onDone={choose}
          onCancel={() => setWho({ kind: 'search', typed: who.typed })}
        />
      )}
      {who.kind === 'chosen' && (
        <ForPatient
          patient={who.patient}
          onOther={() => setWho({ kind: 'search', typed: '' })}
          {...{ wanted, onClose }}
          {...about}
        />
      )}
    </Dialog>
  )
}

interface ForPatientProps extends NewVisitDialogProps {
  patient: Patient
  onOther: () => void
}

function ForPatient({
  patient,
  onOther,
  wanted,
  practitioners,
  today,
  timeZone,
  writers,
  onClose,
}: ForPatientProps) {
  const { i18n } = useLingui()
  const services = useServices()
  return (
    <>
      <PatientCard patient={patient} today={today}>
        <Button className="other-patient" variant="subtle" size="compact-md" onClick={onOther}>
          {i18n._('visit.other_patient')}
        </Button>
      </PatientCard>
      <Coming patient={patient} today={today} writers={writers} />
      {services ? (
        <NewVisitForm
          {...{ patient, wanted, services, practitioners, today, timeZone, writers }}
          onDone={onClose}
        />
      ) : (
        <Skeleton blocks={3} />
      )}
    </>
  )
}

/** "Ya tiene cita": said before a second one is made. */
function Coming({ patient, today, writers }: Pick<ForPatientProps, 'patient' | 'today' | 'writers'>) {
  const { i18n } = useLingui()
  const coming = useComing(patient, today)
  if (coming.length === 0) return null
  return (
    <div className="coming" role="status">
      {coming.map(({ id, start, practitioner_name: practitioner, service_name: service }) => (
        <p key={id}>
          {i18n._('visit.has_one', { when: writers.moment(new Date(start)), practitioner, service })}
        </p>
      ))}
    </div>
  )
}
