import { useLingui } from '@lingui/react'
import { useQuery } from '@tanstack/react-query'
import type { Slot } from '../../api/client'
import { listAvailabilityOptions } from '../../api/client/@tanstack/react-query.gen'
import { addDays } from '../../time/format'
import { CallCard } from '../clinic/CallCard'
import { useClinic } from '../clinic/queries'
import { Alternatives } from './Alternatives'
import { LONGEST_SEARCH_DAYS, type Search } from './useFreeDays'
import { WaitLink } from './WaitLink'

const SHOWN = 3

interface NothingFreeProps {
  search: Search
  onChoose: (slot: Slot) => void
}

/** No hour left: who else attends soonest, or a call. */
export function NothingFree({ search, onChoose }: NothingFreeProps) {
  const { i18n } = useLingui()
  const others = useFirstElsewhere(search)
  return (
    <div className="notice">
      <div role="status">
        <h2>{i18n._('times.none')}</h2>
        <p>{others.length > 0 ? i18n._('times.none.others') : i18n._('times.none.hint')}</p>
      </div>
      <Alternatives slots={others} onChoose={onChoose} />
      <WaitLink place={search} />
      <CallCard />
    </div>
  )
}

/** The first free time of each doctor who attends this, wherever. */
function useFirstElsewhere({ service, practitioner, location }: Search): Slot[] {
  const today = useClinic().data?.today ?? ''
  const query = { service, from: today, to: addDays(today || '1970-01-01', LONGEST_SEARCH_DAYS), first: true }
  const narrowed = practitioner !== undefined || location !== undefined
  const search = useQuery({ ...listAvailabilityOptions({ query }), enabled: narrowed && today !== '' })
  const soonest = (one: Slot, other: Slot) => Date.parse(one.start) - Date.parse(other.start)
  return [...(search.data?.slots ?? [])].sort(soonest).slice(0, SHOWN)
}
