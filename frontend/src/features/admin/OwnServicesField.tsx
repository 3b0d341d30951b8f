import { useLingui } from '@lingui/react'
import { TextInput } from '@mantine/core'
import type { KeptOwnService, KeptService } from '../../api/client'
import { type FieldProps, useForm } from './form'
import { useServices } from './queries'

/** Which services somebody offers, with an own duration and price where they differ. */
export function OwnServicesField({ name, label }: FieldProps) {
  const { values, mistakes, write } = useForm()
  const services = useServices().data?.items.filter(({ active }) => active) ?? []
  const known = values[name]
  const offers = Array.isArray(known) ? (known as KeptOwnService[]) : []
  const put = (service: number, offer: KeptOwnService | null) => {
    const others = offers.filter((one) => one.service !== service)
    write(name, offer ? [...others, offer] : others)
  }
  const mistake = Object.entries(mistakes).find(([field]) => field.startsWith(`${name}.`))
  return (
    <fieldset className="many">
      <legend>{label}</legend>
      {mistake && <p className="form-mistake">{mistake[1]}</p>}
      {services.map((service) => (
        <OwnService
          key={service.id}
          service={service}
          offer={offers.find((one) => one.service === service.id) ?? null}
          onChange={(offer) => put(service.id, offer)}
        />
      ))}
    </fieldset>
  )
}

interface OwnServiceProps {
  service: KeptService
  offer: KeptOwnService | null
  onChange: (offer: KeptOwnService | null) => void
}

function OwnService({ service, offer, onChange }: OwnServiceProps) {
  const { i18n } = useLingui()
  const none = { service: service.id, duration: null, price: null }
  return (
    <div className="own-service">
      <label className="many-choice">
        <input
          type="checkbox"
          checked={offer !== null}
          onChange={({ currentTarget }) => onChange(currentTarget.checked ? none : null)}
        />
        {service.name}
      </label>
      {offer && (
        <div className="form-pair">
          <TextInput
            size="sm"
            type="number"
            min={1}
            label={i18n._('admin.own_duration')}
            placeholder={String(service.duration)}
            value={offer.duration ?? ''}
            onChange={({ currentTarget: { value } }) =>
              onChange({ ...offer, duration: value === '' ? null : Math.round(Number(value)) })
            }
          />
          <TextInput
            size="sm"
            inputMode="decimal"
            label={i18n._('admin.own_price')}
            placeholder={service.price?.amount ?? ''}
            value={offer.price ?? ''}
            onChange={({ currentTarget: { value } }) =>
              onChange({ ...offer, price: value.replace(/[,\s]/g, '') || null })
            }
          />
        </div>
      )}
    </div>
  )
}
