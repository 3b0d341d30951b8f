import { useLingui } from '@lingui/react'
import type { Place } from '../../routes'
import { Icon, type IconName } from '../../ui/Icon'
import { Skeleton } from '../../ui/Skeleton'
import { useClinic, usePractitioners } from '../clinic/queries'

interface FiltersProps {
  place: Place
  onChange: (change: Partial<Place>) => void
}

/** Any doctor, any place; or one of each. */
export function Filters({ place, onChange }: FiltersProps) {
  const { i18n } = useLingui()
  const all = usePractitioners().data?.items
  const practitioners = all?.filter((one) => offers(one.services, place.service)) ?? []
  const served = new Set(practitioners.flatMap(({ locations }) => locations))
  const locations = useClinic().data?.locations.filter(({ id }) => served.has(id)) ?? []
  if (!all) return <Skeleton blocks={2} shape="field" />
  return (
    <div className="filters">
      <Filter
        id="practitioner"
        icon="person"
        label={i18n._('times.practitioner')}
        any={i18n._('times.practitioner.any')}
        options={practitioners}
        value={place.practitioner}
        onChange={(practitioner) => onChange({ practitioner, day: undefined })}
      />
      <Filter
        id="location"
        icon="pin"
        label={i18n._('times.location')}
        any={i18n._('times.location.any')}
        options={locations}
        value={place.location}
        onChange={(location) => onChange({ location, day: undefined })}
      />
    </div>
  )
}

const offers = (services: readonly { id: number }[], service: number) =>
  services.some(({ id }) => id === service)

interface FilterProps {
  id: string
  icon: IconName
  label: string
  any: string
  options: readonly { id: number; name: string }[]
  value: number | undefined
  onChange: (value: number | undefined) => void
}

/** Nothing to choose: said, not asked. */
function Only({ icon, name }: { icon: IconName; name: string }) {
  return (
    <p className="filter-only">
      <Icon name={icon} />
      {name}
    </p>
  )
}

function Filter({ id, icon, label, any, options, value, onChange }: FilterProps) {
  const [only] = options
  if (options.length === 1 && only) return <Only icon={icon} name={only.name} />
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value ?? ''}
        onChange={(event) => onChange(Number(event.target.value) || undefined)}
      >
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  )
}
