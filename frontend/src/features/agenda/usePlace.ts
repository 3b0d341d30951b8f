import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { useMedia } from './Agenda'
import type { Day } from './clinicDates'
import { type AgendaView, type Place, readPlace, writePlace } from './place'

const NARROW = '(max-width: 599px)'
const PHONE_VIEWS: readonly AgendaView[] = ['list', 'day', 'month']
const ALL_VIEWS: readonly AgendaView[] = ['day', 'week', 'month', 'list']

/** The place in the URL. A phone starts with the list and has no week: its columns would be unreadable. */
export function usePlace(today: Day) {
  const [params, setParams] = useSearchParams()
  const narrow = useMedia(NARROW)
  const views = narrow ? PHONE_VIEWS : ALL_VIEWS
  const place = useMemo(() => {
    const read = readPlace(params, { view: narrow ? 'list' : 'week', day: today })
    return views.includes(read.view) ? read : { ...read, view: 'list' as const }
  }, [params, narrow, views, today])
  const go = useCallback(
    (change: Partial<Place>) => setParams((current) => writePlace(current, change)),
    [setParams],
  )
  return { place, views, go }
}
