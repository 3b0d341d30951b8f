import { useLingui } from '@lingui/react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { KeptLocation, Schedule, ScheduleChange } from '../../api/client'
import { HoursRow } from './HoursRow'
import { asLine, byStart, copyTo, draftOfLine, type HoursDraft, newHours, WEEKDAYS } from './hours'
import { Publish } from './Publish'
import { weekdayWords } from './words'

interface WeekEditorProps {
  practitioner: number
  /** What is changed; null adds hours at another place. */
  schedule: Schedule | null
  places: readonly KeptLocation[]
  today: string
  tomorrow: string
  onDone: () => void
  onCancel: () => void
  onStale: () => void
}

/** The whole week, from a day on. */
export function WeekEditor(props: WeekEditorProps) {
  const { practitioner, schedule, places, today, tomorrow, onDone, onCancel, onStale } = props
  const { i18n } = useLingui()
  const [location, setLocation] = useState(schedule?.location ?? places[0]?.id ?? 0)
  const [day, setDay] = useState(firstDay(schedule, tomorrow))
  const [until, setUntil] = useState(schedule?.valid_to ?? '')
  const [hours, setHours] = useState<readonly HoursDraft[]>(() => schedule?.lines.map(draftOfLine) ?? [])
  const ordered = [...hours].sort(byStart)
  const change: ScheduleChange = {
    ...{ practitioner, location, scope: 'from', day, until: until || null },
    ...{ schedule: schedule?.id ?? null, version: schedule?.version ?? null, lines: ordered.map(asLine) },
  }
  const rooms = (places.find(({ id }) => id === location)?.rooms ?? [])
    .filter(({ active }) => active)
    .map(({ id, name }) => ({ value: String(id), label: name }))
  const put = (next: HoursDraft) => setHours(hours.map((line) => (line.key === next.key ? next : line)))
  const remove = (gone: HoursDraft) => setHours(hours.filter(({ key }) => key !== gone.key))
  return (
    <section className="editor" aria-label={i18n._('admin.week.title')}>
      <h2>{i18n._('admin.week.title')}</h2>
      <Publish {...{ change, onDone, onCancel, onStale }}>
        {(mistakes) => (
          <>
            <div className="editor-days">
              {!schedule && (
                <NativeSelect
                  label={i18n._('admin.place')}
                  value={location}
                  data={places.map(({ id, name }) => ({ value: String(id), label: name }))}
                  onChange={({ currentTarget }) => setLocation(Number(currentTarget.value))}
                />
              )}
              <TextInput
                type="date"
                label={i18n._('admin.from_day')}
                min={today}
                value={day}
                required
                withAsterisk={false}
                error={mistakes.day}
                onChange={({ currentTarget }) => setDay(currentTarget.value)}
              />
              <TextInput
                type="date"
                label={i18n._('admin.until_day')}
                min={day}
                value={until}
                error={mistakes.until}
                onChange={({ currentTarget }) => setUntil(currentTarget.value)}
              />
            </div>
            {WEEKDAYS.map((weekday) => (
              <Weekday
                key={weekday}
                weekday={weekday}
                hours={ordered.filter((line) => line.weekday === weekday)}
                mistakeOf={(line) => {
                  const at = ordered.indexOf(line)
                  return (
                    mistakes[`lines.${at}`] ?? mistakes[`lines.${at}.end`] ?? mistakes[`lines.${at}.start`]
                  )
                }}
                rooms={rooms}
                onAdd={(line) => setHours([...hours, line])}
                onChange={put}
                onRemove={remove}
                onCopy={(lines) =>
                  setHours([
                    ...hours.filter((line) => line.weekday === weekday || line.weekday > 5),
                    ...WEEKDAYS.filter((other) => other !== weekday && other <= 5).flatMap((other) =>
                      copyTo(other, lines),
                    ),
                  ])
                }
              />
            ))}
          </>
        )}
      </Publish>
    </section>
  )
}

/** Hours that have not begun are changed from their beginning; others from tomorrow. */
function firstDay(schedule: Schedule | null, tomorrow: string): string {
  const begins = schedule?.valid_from
  return begins && begins > tomorrow ? begins : tomorrow
}

interface WeekdayProps {
  weekday: number
  hours: readonly HoursDraft[]
  rooms: Parameters<typeof HoursRow>[0]['rooms']
  mistakeOf: (line: HoursDraft) => string | undefined
  onAdd: (line: HoursDraft) => void
  onChange: (line: HoursDraft) => void
  onRemove: (line: HoursDraft) => void
  /** To every other working day. */
  onCopy: (lines: readonly HoursDraft[]) => void
}

function Weekday({ weekday, hours, rooms, mistakeOf, onAdd, onChange, onRemove, onCopy }: WeekdayProps) {
  const { i18n } = useLingui()
  const name = weekdayWords(weekday)
  return (
    <section className="weekday" aria-label={name}>
      <h3>{name}</h3>
      <div className="weekday-hours">
        {hours.length === 0 && <p className="form-hint">{i18n._('admin.weekday.closed')}</p>}
        {hours.map((line, index) => (
          <HoursRow
            key={line.key}
            hours={line}
            rooms={rooms}
            name={i18n._('admin.hours.of', { day: name, number: index + 1 })}
            weekly
            mistake={mistakeOf(line)}
            onChange={onChange}
            onRemove={() => onRemove(line)}
          />
        ))}
        <div className="weekday-actions">
          <Button variant="subtle" size="compact-md" onClick={() => onAdd(newHours(weekday, hours.at(-1)))}>
            {i18n._('admin.hours.add')}
            <span className="visually-hidden"> {name}</span>
          </Button>
          {hours.length > 0 && weekday <= 5 && (
            <Button variant="subtle" size="compact-md" onClick={() => onCopy(hours)}>
              {i18n._('admin.hours.copy')}
              <span className="visually-hidden"> {name}</span>
            </Button>
          )}
        </div>
      </div>
    </section>
  )
}
