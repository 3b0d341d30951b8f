import { useLingui } from '@lingui/react'
import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import type { Location } from '../../api/client'
import { type Period, PRESETS, type Preset } from './period'

interface PeriodPickerProps {
  period: Period
  locations: Pick<Location, 'id' | 'name'>[]
  location: number | null
  onChoose: (period: Pick<Period, 'preset'> & Partial<Period>) => void
  onLocation: (location: number | null) => void
}

/** The days, by name or one by one, and the place when there are several. */
export function PeriodPicker({ period, locations, location, onChoose, onLocation }: PeriodPickerProps) {
  const { i18n } = useLingui()
  const words: Record<Preset, string> = {
    '30': i18n._('figures.period.30'),
    '90': i18n._('figures.period.90'),
    mes: i18n._('figures.period.month'),
    anterior: i18n._('figures.period.last_month'),
    dias: i18n._('figures.period.days'),
  }
  const { from, to } = period
  return (
    <div className="figures-period">
      <SegmentedControl
        className="figures-presets"
        aria-label={i18n._('figures.period')}
        value={period.preset}
        onChange={(chosen) => onChoose({ preset: chosen as Preset, from, to })}
        data={PRESETS.map((value) => ({ value, label: words[value] }))}
      />
      {period.preset === 'dias' && (
        <div className="figures-days">
          <TextInput
            type="date"
            label={i18n._('figures.from')}
            value={from}
            max={to}
            onChange={({ target }) => target.value && onChoose({ preset: 'dias', from: target.value, to })}
          />
          <TextInput
            type="date"
            label={i18n._('figures.to')}
            value={to}
            min={from}
            onChange={({ target }) => target.value && onChoose({ preset: 'dias', from, to: target.value })}
          />
        </div>
      )}
      {locations.length > 1 && (
        <NativeSelect
          aria-label={i18n._('figures.location')}
          value={location === null ? '' : `${location}`}
          onChange={({ target }) => onLocation(target.value === '' ? null : Number(target.value))}
          data={[
            { value: '', label: i18n._('figures.location.all') },
            ...locations.map(({ id, name }) => ({ value: `${id}`, label: name })),
          ]}
        />
      )}
    </div>
  )
}
