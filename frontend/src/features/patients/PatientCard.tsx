import { useLingui } from '@lingui/react'
import type { ReactNode } from 'react'
import type { Patient } from '../../api/client'
import type { Day } from '../agenda/clinicDates'
import { aboutWords, nextVisitWords } from './words'
import './patients.css'

interface PatientCardProps {
  patient: Patient
  today: Day
  /** What can be done with the choice, such as "change". */
  children?: ReactNode
}

/** Who was chosen: name, age, phone, and the next visit if there is one. */
export function PatientCard({ patient, today, children }: PatientCardProps) {
  return (
    <div className="patient-card">
      <PatientLines patient={patient} today={today} />
      {children}
    </div>
  )
}

export function PatientLines({ patient, today }: Pick<PatientCardProps, 'patient' | 'today'>) {
  const { i18n } = useLingui()
  const next = nextVisitWords(patient)
  return (
    <span className="patient-lines">
      <span className="patient-name">{patient.name}</span>
      <span className="patient-about">{aboutWords(patient, today)}</span>
      {next && <span className="patient-next">{next}</span>}
      {patient.to_verify && <span className="patient-verify">{i18n._('patients.to_verify')}</span>}
    </span>
  )
}
