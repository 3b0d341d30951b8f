import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Candidate, Patient } from '../../api/client'
import type { Day } from '../agenda/clinicDates'
import { PatientLines } from './PatientCard'

interface LookalikesProps {
  candidates: readonly Candidate[]
  today: Day
  /** One cédula is one person: then there is no "somebody else". */
  sameCedula: boolean
  detail: string
  busy: boolean
  onUse: (patient: Patient) => void
  onOther: () => void
}

/** Who may be the same person. It takes the focus, so that nobody misses it. */
export function Lookalikes(props: LookalikesProps) {
  const { candidates, today, sameCedula, detail, busy, onUse, onOther } = props
  const { i18n } = useLingui()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="lookalikes" role="alert">
      <h3 ref={heading} tabIndex={-1}>
        {sameCedula ? detail : i18n._('patients.alike', { count: candidates.length })}
      </h3>
      <ul>
        {candidates.map((patient) => (
          <li key={patient.id} className="lookalike">
            <PatientLines patient={patient} today={today} />
            <span className="lookalike-same">{patient.same.join(' · ')}</span>
            <Button size="sm" disabled={busy} onClick={() => onUse(patient)}>
              {i18n._('patients.use')}
              <span className="visually-hidden"> {patient.name}</span>
            </Button>
          </li>
        ))}
      </ul>
      {!sameCedula && (
        <Button variant="default" size="sm" loading={busy} onClick={onOther}>
          {i18n._('patients.other')}
        </Button>
      )}
    </section>
  )
}
