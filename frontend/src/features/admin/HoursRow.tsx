import { useLingui } from '@lingui/react'
import { ActionIcon, NativeSelect, TextInput } from '@mantine/core'
import { Icon } from '../../staff/Icon'
import type { Choice } from './form'
import { type HoursDraft, withMode } from './hours'

interface HoursRowProps {
  hours: HoursDraft
  rooms: readonly Choice[]
  /** For screen readers: which row this is, such as "lunes 1". */
  name: string
  /** A single day has no weeks and no extra places of its own. */
  weekly: boolean
  mistake?: string | undefined
  onChange: (hours: HoursDraft) => void
  onRemove: () => void
}

/** From when to when, how people are attended, and where. */
export function HoursRow({ hours, rooms, name, weekly, mistake, onChange, onRemove }: HoursRowProps) {
  const { i18n } = useLingui()
  const put = (change: Partial<HoursDraft>) => onChange({ ...hours, ...change })
  const count = (text: string) => (text === '' ? null : Number(text))
  return (
    <fieldset className="hours-row">
      <legend className="visually-hidden">{name}</legend>
      <TextInput
        type="time"
        label={i18n._('admin.hours.start')}
        value={hours.start}
        required
        withAsterisk={false}
        onChange={({ currentTarget }) => put({ start: currentTarget.value })}
      />
      <TextInput
        type="time"
        label={i18n._('admin.hours.end')}
        value={hours.end}
        required
        withAsterisk={false}
        error={mistake}
        onChange={({ currentTarget }) => put({ end: currentTarget.value })}
      />
      <NativeSelect
        label={i18n._('admin.hours.mode')}
        value={hours.mode}
        data={[
          { value: 'time', label: i18n._('admin.mode.time') },
          { value: 'arrival', label: i18n._('admin.mode.arrival') },
        ]}
        onChange={({ currentTarget }) =>
          onChange(withMode(hours, currentTarget.value === 'arrival' ? 'arrival' : 'time'))
        }
      />
      {hours.mode === 'arrival' && (
        <TextInput
          type="number"
          min={1}
          label={i18n._('admin.hours.quota')}
          value={hours.quota ?? ''}
          required
          withAsterisk={false}
          onChange={({ currentTarget }) => put({ quota: count(currentTarget.value) })}
        />
      )}
      {hours.mode === 'time' && weekly && (
        <TextInput
          type="number"
          min={1}
          label={i18n._('admin.hours.step')}
          placeholder={i18n._('admin.hours.step.own')}
          value={hours.step ?? ''}
          onChange={({ currentTarget }) => put({ step: count(currentTarget.value) })}
        />
      )}
      {rooms.length > 0 && (
        <NativeSelect
          label={i18n._('admin.hours.room')}
          value={hours.room ?? ''}
          data={[{ value: '', label: i18n._('admin.none') }, ...rooms]}
          onChange={({ currentTarget }) => put({ room: count(currentTarget.value) })}
        />
      )}
      {weekly && (
        <>
          <TextInput
            type="number"
            min={1}
            max={52}
            label={i18n._('admin.hours.weeks')}
            value={hours.every_n_weeks}
            onChange={({ currentTarget }) => put({ every_n_weeks: Number(currentTarget.value) || 1 })}
          />
          <TextInput
            type="number"
            min={0}
            label={i18n._('admin.hours.extra')}
            value={hours.overbook_quota}
            onChange={({ currentTarget }) => put({ overbook_quota: Number(currentTarget.value) || 0 })}
          />
        </>
      )}
      <ActionIcon
        className="hours-remove"
        variant="default"
        size={36}
        aria-label={i18n._('admin.hours.remove', { name })}
        onClick={onRemove}
      >
        <Icon name="trash" />
      </ActionIcon>
    </fieldset>
  )
}
