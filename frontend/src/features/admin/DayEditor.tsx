import { useLingui } from '@lingui/react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeptLocation, ScheduleChange, ScheduleDay } from '../../api/client'
import { getScheduleDayOptions } from '../../api/client/@tanstack/react-query.gen'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import { HoursRow } from './HoursRow'
import { asBlock, byStart, draftOfBlock, type HoursDraft, newHours } from './hours'
import { Publish } from './Publish'

interface DayEditorProps {
  practitioner: number
  places: readonly KeptLocation[]
  first: number | undefined
  today: string
  tomorrow: string
  onDone: () => void
  onCancel: () => void
}

/** One day alone: which day, where, and its hours. */
export function DayEditor({
  practitioner,
  places,
  first,
  today,
  tomorrow,
  onDone,
  onCancel,
}: DayEditorProps) {
  const { i18n } = useLingui()
  const [day, setDay] = useState(tomorrow)
  const [location, setLocation] = useState(first ?? places[0]?.id ?? 0)
  const known = useQuery({
    ...getScheduleDayOptions({ query: { practitioner, location, day } }),
    enabled: day >= today,
    staleTime: 0,
    refetchOnWindowFocus: false,
  })
  return (
    <section className="editor" aria-label={i18n._('admin.day.title')}>
      <h2>{i18n._('admin.day.title')}</h2>
      <div className="editor-days">
        <TextInput
          type="date"
          label={i18n._('admin.day')}
          min={today}
          value={day}
          onChange={({ currentTarget }) => setDay(currentTarget.value)}
        />
        {places.length > 1 && (
          <NativeSelect
            label={i18n._('admin.place')}
            value={location}
            data={places.map(({ id, name }) => ({ value: String(id), label: name }))}
            onChange={({ currentTarget }) => setLocation(Number(currentTarget.value))}
          />
        )}
      </div>
      {known.isError && <LoadProblem error={known.error} onRetry={() => known.refetch()} />}
      {known.isPending && day >= today && <Skeleton blocks={2} />}
      {known.data && (
        <DayHoursForm
          key={`${day} ${location} ${known.dataUpdatedAt}`}
          known={known.data}
          change={{ practitioner, location, scope: 'day', day }}
          place={places.find(({ id }) => id === location)}
          onDone={onDone}
          onCancel={onCancel}
          onStale={() => known.refetch()}
        />
      )}
    </section>
  )
}

interface DayHoursFormProps {
  known: ScheduleDay
  change: ScheduleChange
  place: KeptLocation | undefined
  onDone: () => void
  onCancel: () => void
  onStale: () => void
}

function DayHoursForm({ known, change, place, onDone, onCancel, onStale }: DayHoursFormProps) {
  const { i18n } = useLingui()
  const [hours, setHours] = useState<readonly HoursDraft[]>(() => known.blocks.map(draftOfBlock))
  const rooms = (place?.rooms ?? [])
    .filter(({ active }) => active)
    .map(({ id, name }) => ({ value: String(id), label: name }))
  const ordered = [...hours].sort(byStart)
  return (
    <Publish change={{ ...change, blocks: ordered.map(asBlock) }} {...{ onDone, onCancel, onStale }}>
      {(mistakes) => (
        <>
          {known.holiday && (
            <p className="admin-note">{i18n._('admin.day.holiday', { name: known.holiday })}</p>
          )}
          {hours.length === 0 && <p className="form-hint">{i18n._('admin.weekday.closed')}</p>}
          {ordered.map((block, index) => (
            <HoursRow
              key={block.key}
              hours={block}
              rooms={rooms}
              name={i18n._('admin.hours.number', { number: index + 1 })}
              weekly={false}
              mistake={mistakes[`blocks.${index}`] ?? mistakes[`blocks.${index}.end`]}
              onChange={(next) => setHours(hours.map((one) => (one.key === next.key ? next : one)))}
              onRemove={() => setHours(hours.filter(({ key }) => key !== block.key))}
            />
          ))}
          <div className="weekday-actions">
            <Button
              variant="subtle"
              size="compact-md"
              onClick={() => setHours([...hours, newHours(1, ordered.at(-1))])}
            >
              {i18n._('admin.hours.add')}
            </Button>
            {hours.length > 0 && (
              <Button variant="subtle" size="compact-md" onClick={() => setHours([])}>
                {i18n._('admin.day.close')}
              </Button>
            )}
          </div>
        </>
      )}
    </Publish>
  )
}
