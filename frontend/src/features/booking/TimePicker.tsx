import { useLingui } from '@lingui/react'
import { useState } from 'react'
import type { Slot } from '../../api/client'
import { announce } from '../../ui/announce'
import { LoadError } from '../../ui/LoadError'
import { Skeleton } from '../../ui/Skeleton'
import { ZoneNote } from '../clinic/ZoneNote'
import { DayStrip } from './DayStrip'
import { FreeTimes } from './FreeTimes'
import { NothingFree } from './NothingFree'
import type { FreeDay } from './slots'
import { DAYS_AT_A_TIME, useFreeDays } from './useFreeDays'

interface TimePickerProps {
  service: number
  practitioner?: number | undefined
  location?: number | undefined
  day: string | undefined
  onDay: (day: string) => void
  marked?: string | undefined
  onChoose: (slot: Slot) => void
}

/** Day strip and hours: the heart of booking and of moving. */
export function TimePicker({ day, onDay, marked, onChoose, ...search }: TimePickerProps) {
  const [wanted, setWanted] = useState(DAYS_AT_A_TIME)
  const { days, more, clock, timezone, query } = useFreeDays(search, wanted)
  const { i18n } = useLingui()
  if (query.error && days.length === 0)
    return <LoadError error={query.error} onRetry={() => query.refetch()} />
  if (days.length === 0)
    return query.isPending ? <PickerSkeleton /> : <NothingFree search={search} onChoose={onChoose} />
  const searching = query.isPlaceholderData
  const shown = days.find(({ key }) => key === day) ?? days[0]
  return (
    <div className="picker" aria-busy={searching}>
      <DayStrip days={days} chosen={shown?.key} clock={clock} onChoose={onDay} />
      {more && (
        <button type="button" className="link-button" disabled={searching} onClick={() => showMore()}>
          {searching ? i18n._('status.searching') : i18n._('times.more')}
        </button>
      )}
      {shown && (
        <DayTimes day={shown} clock={clock} timezone={timezone} marked={marked} onChoose={onChoose} />
      )}
    </div>
  )

  function showMore() {
    setWanted(wanted + DAYS_AT_A_TIME)
    announce(i18n._('times.more.said'))
  }
}

interface DayTimesProps {
  day: FreeDay
  clock: ReturnType<typeof useFreeDays>['clock']
  timezone: string | undefined
  marked: string | undefined
  onChoose: (slot: Slot) => void
}

function DayTimes({ day, clock, timezone, marked, onChoose }: DayTimesProps) {
  const at = day.slots[0]?.start ?? day.key
  return (
    <section aria-labelledby="chosen-day">
      <h2 id="chosen-day" className="chosen-day" aria-live="polite">
        {clock.dated(at)}
      </h2>
      <ZoneNote at={at} timeZone={timezone} />
      <FreeTimes slots={day.slots} clock={clock} marked={marked} onChoose={onChoose} />
    </section>
  )
}

function PickerSkeleton() {
  return (
    <>
      <Skeleton blocks={4} shape="card" />
      <Skeleton blocks={9} shape="time" />
    </>
  )
}
