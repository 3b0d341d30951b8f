import type { QueryClient } from '@tanstack/react-query'
import type { Clinic, NamedList, PractitionerList, ServiceList } from '../api/client'
import {
  clinicOptions,
  insurersOptions,
  practitionersOptions,
  servicesOptions,
} from '../features/clinic/queries'
import { currentLanguage } from '../i18n/i18n'

interface Boot {
  language?: unknown
  clinic?: Clinic
  services?: ServiceList
  practitioners?: PractitionerList
  insurers?: NamedList
}

/** The adapter writes the clinic's public data into the page: one round trip less on a slow phone. */
export function readBoot(queryClient: QueryClient): void {
  const boot = parse(document.getElementById('boot')?.textContent ?? '')
  if (boot.language !== currentLanguage()) return
  if (boot.clinic) queryClient.setQueryData(clinicOptions().queryKey, boot.clinic)
  if (boot.services) queryClient.setQueryData(servicesOptions().queryKey, boot.services)
  if (boot.practitioners) queryClient.setQueryData(practitionersOptions().queryKey, boot.practitioners)
  if (boot.insurers) queryClient.setQueryData(insurersOptions().queryKey, boot.insurers)
}

function parse(text: string): Boot {
  try {
    return (JSON.parse(text) ?? {}) as Boot
  } catch {
    return {}
  }
}
