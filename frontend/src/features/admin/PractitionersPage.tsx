import { useLingui } from '@lingui/react'
import {
  createPractitioner,
  type KeptPractitioner,
  type NewPractitioner,
  type PractitionerChange,
  updatePractitioner,
} from '../../api/client'
import { SidePanel } from '../../staff/Dialog'
import { notify } from '../../staff/notices'
import {
  AreaField,
  CheckField,
  ColourField,
  type Draft,
  KeptForm,
  ManyField,
  SelectField,
  TextField,
} from './form'
import { KeptList } from './KeptList'
import { OwnServicesField } from './OwnServicesField'
import {
  choicesOf,
  seen,
  useInsurers,
  useOpen,
  usePractitioners,
  useServices,
  useSpecialties,
  useStaff,
} from './queries'

const TITLES = ['Dr.', 'Dra.', 'Lic.', 'Licda.'].map((value) => ({ value, label: value }))
const NEW: Draft = {
  ...{ first_name: '', surname: '', online: true, active: true, colour: '#2e7d6b' },
  ...{ specialties: [], insurers: [], services: [] },
}

/** Who attends, what they offer, and with which user they sign in. */
export function PractitionersPage() {
  const { i18n } = useLingui()
  const list = usePractitioners()
  const services = useServices()
  const staff = useStaff()
  const open = useOpen(list.data?.items)
  const serviceNames = new Map(services.data?.items.map(({ id, name }) => [id, name]))
  const logins = new Map(staff.data?.items.map(({ id, login }) => [id, login]))
  return (
    <>
      <p className="admin-lead">{i18n._('admin.practitioners.lead')}</p>
      <KeptList<KeptPractitioner>
        caption={i18n._('admin.practitioners')}
        list={list}
        nameOf={({ name }) => name}
        isActive={({ active }) => active}
        empty={i18n._('admin.practitioners.none')}
        newLabel={i18n._('admin.practitioners.new')}
        onNew={open.add}
        onOpen={open.show}
        columns={[
          {
            title: i18n._('admin.services'),
            cell: (p) =>
              p.services
                .map(({ service }) => serviceNames.get(service))
                .filter(Boolean)
                .join(', ') || '–',
          },
          {
            title: i18n._('admin.online'),
            cell: (p) => (p.online ? i18n._('admin.yes') : i18n._('admin.no')),
          },
          { title: i18n._('admin.login'), cell: (p) => (p.user && logins.get(p.user)) || '–' },
        ]}
      />
      {(open.record || open.isNew) && <PractitionerPanel practitioner={open.record} open={open} />}
    </>
  )
}

interface PractitionerPanelProps {
  practitioner: KeptPractitioner | null
  open: ReturnType<typeof useOpen<KeptPractitioner>>
}

function PractitionerPanel({ practitioner, open }: PractitionerPanelProps) {
  const { i18n } = useLingui()
  const specialties = useSpecialties()
  const insurers = useInsurers()
  const save = async (draft: Draft) => {
    if (!practitioner)
      return createPractitioner({ body: draft as unknown as NewPractitioner, throwOnError: true })
    const target = { path: { id: practitioner.id }, headers: seen(practitioner) }
    return updatePractitioner({ ...target, body: draft as PractitionerChange, throwOnError: true })
  }
  const done = () => {
    notify(i18n._('admin.saved'))
    open.close()
  }
  return (
    <SidePanel
      title={practitioner?.name ?? i18n._('admin.practitioners.new')}
      asking={false}
      onClose={open.dismiss}
    >
      <KeptForm
        record={practitioner ?? NEW}
        isNew={!practitioner}
        save={save}
        onDone={done}
        onStale={open.refresh}
        onCancel={open.dismiss}
      >
        <div className="form-pair">
          <SelectField
            name="title"
            label={i18n._('admin.title_word')}
            choices={TITLES}
            empty={i18n._('admin.none')}
          />
          <TextField name="first_name" label={i18n._('admin.first_name')} required />
        </div>
        <div className="form-pair">
          <TextField name="surname" label={i18n._('admin.surname')} required />
          <TextField name="second_surname" label={i18n._('admin.second_surname')} />
        </div>
        <div className="form-pair">
          <TextField name="licence" label={i18n._('admin.licence')} />
          <ColourField name="colour" label={i18n._('admin.colour')} />
        </div>
        <OwnServicesField name="services" label={i18n._('admin.services')} />
        <ManyField
          name="specialties"
          label={i18n._('admin.specialties')}
          choices={choicesOf(specialties.data)}
        />
        <ManyField name="insurers" label={i18n._('admin.insurers')} choices={choicesOf(insurers.data)} />
        <AreaField name="biography" label={i18n._('admin.biography')} />
        <CheckField name="online" label={i18n._('admin.practitioner.online')} />
        <CheckField name="active" label={i18n._('admin.active')} hint={i18n._('admin.active.hint')} />
      </KeptForm>
    </SidePanel>
  )
}
