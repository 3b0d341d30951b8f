import '../agenda/agenda.css'
import './patients.css'
import { useLingui } from '@lingui/react'
import { Route, Switch, useLocation } from 'wouter'
import type { ScreenProps } from '../../staff/screens'
import { useTitle } from '../../staff/useTitle'
import { dayOf } from '../agenda/clinicDates'
import { useMinute } from '../agenda/useMinute'
import { PatientPage } from './PatientPage'
import { PatientPicker } from './PatientPicker'

const HOME = '/clinica/pacientes'

export const patientAddress = (id: number) => `${HOME}/${id}`

/** The people of the clinic: found as one types, each with a page of their own. */
export function PatientsScreen({ clinic }: ScreenProps) {
  const { i18n } = useLingui()
  useTitle(i18n._('patients.title'), clinic)
  const today = dayOf(useMinute(), clinic.timezone)
  const [, go] = useLocation()
  return (
    <Switch>
      <Route path={`${HOME}/:id`}>
        {({ id }) => <PatientPage key={id} id={Number(id)} today={today} timeZone={clinic.timezone} />}
      </Route>
      <Route>
        <div className="patients">
          <h1>{i18n._('patients.title')}</h1>
          <PatientPicker today={today} onPick={({ id }) => go(patientAddress(id))} />
        </div>
      </Route>
    </Switch>
  )
}
