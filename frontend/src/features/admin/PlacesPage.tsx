import { useLingui } from '@lingui/react'
import { Button, TextInput } from '@mantine/core'
import {
  createLocation,
  type KeptLocation,
  type LocationChange,
  type NewLocation,
  updateLocation,
} from '../../api/client'
import { SidePanel } from '../../staff/Dialog'
import { notify } from '../../staff/notices'
import { phoneWords } from '../patients/words'
import { AreaField, CheckField, type Draft, type FieldProps, KeptForm, TextField, useForm } from './form'
import { KeptList } from './KeptList'
import { seen, useLocations, useOpen } from './queries'

const NEW: Draft = { name: '', timezone: 'America/Santo_Domingo', active: true, rooms: [] }

/** The sites of the clinic and their rooms. */
export function PlacesPage() {
  const { i18n } = useLingui()
  const list = useLocations()
  const open = useOpen(list.data?.items)
  return (
    <>
      <p className="admin-lead">{i18n._('admin.places.lead')}</p>
      <KeptList<KeptLocation>
        caption={i18n._('admin.places')}
        list={list}
        nameOf={({ name }) => name}
        isActive={({ active }) => active}
        empty={i18n._('admin.places.none')}
        newLabel={i18n._('admin.places.new')}
        onNew={open.add}
        onOpen={open.show}
        columns={[
          {
            title: i18n._('admin.address'),
            cell: (l) => [l.street, l.city].filter(Boolean).join(', ') || '–',
          },
          { title: i18n._('admin.phone'), cell: (l) => (l.phone ? phoneWords(l.phone) : '–') },
          {
            title: i18n._('admin.rooms'),
            cell: (l) =>
              l.rooms
                .filter(({ active }) => active)
                .map(({ name }) => name)
                .join(', ') || '–',
          },
        ]}
      />
      {(open.record || open.isNew) && <PlacePanel place={open.record} open={open} />}
    </>
  )
}

function PlacePanel({
  place,
  open,
}: {
  place: KeptLocation | null
  open: ReturnType<typeof useOpen<KeptLocation>>
}) {
  const { i18n } = useLingui()
  const save = async (draft: Draft) => {
    if (!place) return createLocation({ body: draft as unknown as NewLocation, throwOnError: true })
    const target = { path: { id: place.id }, headers: seen(place) }
    return updateLocation({ ...target, body: draft as LocationChange, throwOnError: true })
  }
  const done = () => {
    notify(i18n._('admin.saved'))
    open.close()
  }
  return (
    <SidePanel title={place?.name ?? i18n._('admin.places.new')} asking={false} onClose={open.dismiss}>
      <KeptForm
        record={place ?? NEW}
        isNew={!place}
        save={save}
        onDone={done}
        onStale={open.refresh}
        onCancel={open.dismiss}
      >
        <TextField name="name" label={i18n._('admin.name')} required />
        <AreaField name="street" label={i18n._('admin.street')} rows={2} />
        <div className="form-pair">
          <TextField name="city" label={i18n._('admin.city')} />
          <TextField name="phone" type="tel" label={i18n._('admin.phone')} />
        </div>
        <TextField
          name="map_url"
          type="url"
          maxLength={500}
          label={i18n._('admin.map')}
          hint={i18n._('admin.map.hint')}
        />
        <AreaField
          name="arrival_note"
          label={i18n._('admin.arrival')}
          hint={i18n._('admin.arrival.hint')}
          rows={2}
        />
        <RoomsField name="rooms" label={i18n._('admin.rooms')} />
        <TextField
          name="timezone"
          label={i18n._('admin.timezone')}
          hint={i18n._('admin.timezone.hint')}
          required
        />
        <CheckField name="active" label={i18n._('admin.active')} hint={i18n._('admin.active.hint')} />
      </KeptForm>
    </SidePanel>
  )
}

interface RoomDraft {
  id?: number
  name: string
  active: boolean
}

function RoomsField({ name, label }: FieldProps) {
  const { i18n } = useLingui()
  const { values, mistakes, write } = useForm()
  const known = values[name]
  const rooms = Array.isArray(known) ? (known as RoomDraft[]) : []
  const put = (at: number, change: Partial<RoomDraft>) =>
    write(
      name,
      rooms.map((room, index) => (index === at ? { ...room, ...change } : room)),
    )
  return (
    <fieldset className="many">
      <legend>{label}</legend>
      {rooms.map((room, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: new rooms have no id yet, and none changes its place
        <div key={index} className="room">
          <TextInput
            aria-label={i18n._('admin.room.name', { number: index + 1 })}
            value={room.name}
            onChange={({ currentTarget }) => put(index, { name: currentTarget.value })}
            error={mistakes[`${name}.${index}.name`]}
            maxLength={120}
          />
          <label className="many-choice">
            <input
              type="checkbox"
              checked={room.active}
              onChange={({ currentTarget }) => put(index, { active: currentTarget.checked })}
            />
            {i18n._('admin.room.active')}
          </label>
        </div>
      ))}
      <Button variant="default" size="sm" onClick={() => write(name, [...rooms, { name: '', active: true }])}>
        {i18n._('admin.room.new')}
      </Button>
    </fieldset>
  )
}
