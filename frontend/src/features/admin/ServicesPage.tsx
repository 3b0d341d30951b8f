import { useLingui } from '@lingui/react'
import {
  createService,
  type KeptService,
  type NewService,
  type ServiceChange,
  updateService,
} from '../../api/client'
import { formatLocale } from '../../i18n/i18n'
import { SidePanel } from '../../staff/Dialog'
import { notify } from '../../staff/notices'
import { money } from '../../time/format'
import {
  AreaField,
  CheckField,
  type Draft,
  KeptForm,
  NumberField,
  PriceField,
  SelectField,
  TextField,
} from './form'
import { KeptList } from './KeptList'
import { choicesOf, seen, useOpen, useServices, useSpecialties } from './queries'

const HOUR = 60
const NEW: Draft = {
  ...{ name: '', duration: 30, buffer_before: 0, buffer_after: 0, online: true, needs_approval: false },
  ...{ minimum_notice: HOUR, maximum_horizon: 60, cancel_cutoff: 2 * HOUR, reschedule_cutoff: 2 * HOUR },
  ...{ audience: 'all', active: true },
}

/** What the clinic offers, how long it takes and until when patients may change their mind. */
export function ServicesPage() {
  const { i18n } = useLingui()
  const list = useServices()
  const open = useOpen(list.data?.items)
  return (
    <>
      <p className="admin-lead">{i18n._('admin.services.lead')}</p>
      <KeptList<KeptService>
        caption={i18n._('admin.services')}
        list={list}
        nameOf={({ name }) => name}
        isActive={({ active }) => active}
        empty={i18n._('admin.services.none')}
        newLabel={i18n._('admin.services.new')}
        onNew={open.add}
        onOpen={open.show}
        columns={[
          { title: i18n._('admin.duration'), cell: (s) => i18n._('admin.minutes', { count: s.duration }) },
          { title: i18n._('admin.price'), cell: (s) => (s.price ? money(s.price, formatLocale()) : '–') },
          {
            title: i18n._('admin.online'),
            cell: (s) => (s.online ? i18n._('admin.yes') : i18n._('admin.no')),
          },
          {
            title: i18n._('admin.cancel_until'),
            cell: (s) => i18n._('admin.hours', { count: s.cancel_cutoff / HOUR }),
          },
        ]}
      />
      {(open.record || open.isNew) && <ServicePanel service={open.record} open={open} />}
    </>
  )
}

interface ServicePanelProps {
  service: KeptService | null
  open: ReturnType<typeof useOpen<KeptService>>
}

function ServicePanel({ service, open }: ServicePanelProps) {
  const { i18n } = useLingui()
  const specialties = useSpecialties()
  const save = async (draft: Draft) => {
    if (!service) return createService({ body: draft as unknown as NewService, throwOnError: true })
    const target = { path: { id: service.id }, headers: seen(service) }
    return updateService({ ...target, body: draft as ServiceChange, throwOnError: true })
  }
  const done = () => {
    notify(i18n._('admin.saved'))
    open.close()
  }
  return (
    <SidePanel title={service?.name ?? i18n._('admin.services.new')} asking={false} onClose={open.dismiss}>
      <KeptForm
        record={service ?? NEW}
        isNew={!service}
        save={save}
        onDone={done}
        onStale={open.refresh}
        onCancel={open.dismiss}
      >
        <TextField name="name" label={i18n._('admin.name')} required />
        <TextField
          name="public_name"
          label={i18n._('admin.public_name')}
          hint={i18n._('admin.public_name.hint')}
        />
        <div className="form-pair">
          <NumberField name="duration" label={i18n._('admin.duration.minutes')} min={1} required />
          <PriceField name="price" label={i18n._('admin.price')} hint={i18n._('admin.price.hint')} />
        </div>
        <div className="form-pair">
          <NumberField name="buffer_before" label={i18n._('admin.buffer_before')} required />
          <NumberField name="buffer_after" label={i18n._('admin.buffer_after')} required />
        </div>
        <CheckField name="online" label={i18n._('admin.service.online')} />
        <CheckField name="needs_approval" label={i18n._('admin.service.approval')} />
        <div className="form-pair">
          <NumberField name="minimum_notice" unit={HOUR} label={i18n._('admin.minimum_notice')} required />
          <NumberField name="maximum_horizon" label={i18n._('admin.maximum_horizon')} min={1} required />
        </div>
        <div className="form-pair">
          <NumberField name="cancel_cutoff" unit={HOUR} label={i18n._('admin.cancel_cutoff')} required />
          <NumberField
            name="reschedule_cutoff"
            unit={HOUR}
            label={i18n._('admin.reschedule_cutoff')}
            required
          />
        </div>
        <SelectField
          name="audience"
          label={i18n._('admin.audience')}
          choices={[
            { value: 'all', label: i18n._('admin.audience.all') },
            { value: 'new', label: i18n._('admin.audience.new') },
            { value: 'returning', label: i18n._('admin.audience.returning') },
          ]}
        />
        <SelectField
          name="specialty"
          label={i18n._('admin.specialty')}
          choices={choicesOf(specialties.data)}
          empty={i18n._('admin.none')}
          numeric
        />
        <AreaField name="description" label={i18n._('admin.description')} />
        <AreaField
          name="instructions"
          label={i18n._('admin.instructions')}
          hint={i18n._('admin.instructions.hint')}
        />
        <CheckField name="active" label={i18n._('admin.active')} hint={i18n._('admin.active.hint')} />
      </KeptForm>
    </SidePanel>
  )
}
