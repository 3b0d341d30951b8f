import { useQuery } from '@tanstack/react-query'
import {
  getClinicOptions,
  listInsurersOptions,
  listPractitionersOptions,
  listServicesOptions,
} from '../../api/client/@tanstack/react-query.gen'

const TEN_MINUTES = 600_000

/** What the clinic offers changes rarely; a booking always asks the server again anyway. */
const catalogue = { staleTime: TEN_MINUTES }

export const clinicOptions = () => ({ ...getClinicOptions(), ...catalogue })
export const servicesOptions = () => ({ ...listServicesOptions(), ...catalogue })
export const practitionersOptions = () => ({ ...listPractitionersOptions(), ...catalogue })
export const insurersOptions = () => ({ ...listInsurersOptions(), ...catalogue })

export const useClinic = () => useQuery(clinicOptions())
export const useServices = () => useQuery(servicesOptions())
export const usePractitioners = () => useQuery(practitionersOptions())
export const useInsurers = () => useQuery(insurersOptions())
