import { load, save } from '../../ui/storage'
import { type Details, EMPTY } from './details'
import { forget, type LastVisit, remember, remembered } from './remembered'

const DRAFT = 'booking-draft'

/** What was typed survives a reload, a lost place and a lost connection, in this tab only. */
export function loadDraft(): Details {
  return { ...EMPTY, ...known(remembered()), ...known(load('sessionStorage', DRAFT)) }
}

export function saveDraft(details: Partial<Details>): void {
  const whom = details.whom === 'other' ? 'other' : 'self'
  save('sessionStorage', DRAFT, { ...details, whom, consent: false })
}

/** After a booking: forget the draft; keep the person on this phone only if that was asked for. */
export function finishDraft(details: Details, visit: LastVisit): void {
  save('sessionStorage', DRAFT, null)
  if (details.whom !== 'self') return
  const { name, surnames, phone, day, month, year } = details
  if (details.remember) remember({ name, surnames, phone, day, month, year, remember: true }, visit)
  else forget()
}

function known(value: unknown): Partial<Details> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return Object.fromEntries(
    entries.filter(([key, kept]) => typeof kept === typeof EMPTY[key as keyof Details]),
  )
}
