import './queue.css'
import { useLingui } from '@lingui/react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import {
  type Clinic,
  createScreen,
  type Me,
  type NewScreen,
  type Practitioner,
  revokeScreen,
  type Screen,
  type ScreenRequest,
} from '../../api/client'
import {
  listPractitionersOptions,
  listScreensOptions,
  listScreensQueryKey,
} from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { formatLocale, LANGUAGES, type Language } from '../../i18n/i18n'
import { Dialog } from '../../staff/Dialog'
import { LoadProblem } from '../../staff/LoadProblem'
import { notify } from '../../staff/notices'
import { Skeleton } from '../../staff/Skeleton'
import { agendaWriters } from '../agenda/clinicDates'
import { FormProblem } from './FormProblem'

/** Patients read the screen in the language that the clinic chose for it. */
type Made = NewScreen & { language: Language }

interface ScreensScreenProps {
  me: Me
  clinic: Clinic
}

/** The televisions of the waiting rooms: each has a secret address that can be switched off. */
export function ScreensScreen({ clinic }: ScreensScreenProps) {
  const { i18n } = useLingui()
  const title = i18n._('screens.title')
  useEffect(() => {
    document.title = `${title} · ${clinic.name}`
  }, [title, clinic.name])
  const list = useQuery(listScreensOptions())
  const practitioners = useQuery({ ...listPractitionersOptions(), staleTime: 300_000 })
  const [made, setMade] = useState<Made | null>(null)
  const doctors = practitioners.data?.items ?? []
  return (
    <div className="screens">
      <h1>{title}</h1>
      <p className="screens-lead">{i18n._('screens.lead')}</p>
      {made && <MadeScreen key={made.id} screen={made} />}
      <NewScreenForm clinic={clinic} practitioners={doctors} onMade={setMade} />
      <h2>{i18n._('screens.on')}</h2>
      {list.isError && <LoadProblem error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <Skeleton blocks={2} />}
      {list.data && <ScreenList screens={list.data.items} practitioners={doctors} clinic={clinic} />}
    </div>
  )
}

/** The address is told once; who loses it makes another screen. */
function MadeScreen({ screen }: { screen: Made }) {
  const { i18n } = useLingui()
  const address = new URL(screen.url + (screen.language === 'en' ? '?lang=en' : ''), location.origin).href
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => notify(i18n._('screens.copied')),
      () => notify(i18n._('screens.copy.failed')),
    )
  return (
    <section className="screen-made" aria-labelledby="screen-made">
      <h2 id="screen-made">{i18n._('screens.made', { name: screen.name })}</h2>
      <p>{i18n._('screens.made.lead')}</p>
      <TextInput
        label={i18n._('screens.address')}
        value={address}
        readOnly
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <div className="form-actions">
        <Button variant="default" component="a" href={address} target="_blank" rel="noreferrer">
          {i18n._('screens.open')}
          <span className="visually-hidden"> {i18n._('messages.new_tab')}</span>
        </Button>
        <Button onClick={copy}>{i18n._('screens.copy')}</Button>
      </div>
    </section>
  )
}

/** Each in itself, as in every choice of languages. */
const LANGUAGE_NAMES: Record<Language, string> = { es: 'Español', en: 'English' }

interface NewScreenFormProps {
  clinic: Clinic
  practitioners: readonly Practitioner[]
  onMade: (screen: Made) => void
}

function NewScreenForm({ clinic, practitioners, onMade }: NewScreenFormProps) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [place, setPlace] = useState(clinic.locations[0]?.id ?? 0)
  const [chosen, setChosen] = useState<readonly number[]>([])
  const [language, setLanguage] = useState<Language>('es')
  const create = useMutation<NewScreen, Problem, ScreenRequest>({
    mutationFn: async (body) => (await createScreen({ body, throwOnError: true })).data,
    onSuccess: (screen) => {
      setName('')
      setChosen([])
      void queries.invalidateQueries({ queryKey: listScreensQueryKey() })
      onMade({ ...screen, language })
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({ name: name.trim(), location: place, practitioners: [...chosen] })
  }
  return (
    <form className="form screen-form" onSubmit={send} aria-label={i18n._('screens.new')}>
      <h2>{i18n._('screens.new')}</h2>
      <FormProblem problem={create.error} />
      <div className="form-pair">
        <TextInput
          label={i18n._('screens.name')}
          placeholder={i18n._('screens.name.example')}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          maxLength={120}
          required
          withAsterisk={false}
        />
        <NativeSelect
          label={i18n._('screens.location')}
          value={String(place)}
          onChange={({ currentTarget }) => setPlace(Number(currentTarget.value))}
          data={clinic.locations.map(({ id, name: label }) => ({ value: String(id), label }))}
        />
        <NativeSelect
          label={i18n._('screens.language')}
          value={language}
          onChange={({ currentTarget }) => setLanguage(currentTarget.value === 'en' ? 'en' : 'es')}
          data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        />
      </div>
      <Doctors practitioners={practitioners} chosen={chosen} onChange={setChosen} />
      <div className="form-actions">
        <Button type="submit" loading={create.isPending}>
          {i18n._('screens.create')}
        </Button>
      </div>
    </form>
  )
}

interface DoctorsProps {
  practitioners: readonly Practitioner[]
  chosen: readonly number[]
  onChange: (chosen: number[]) => void
}

function Doctors({ practitioners, chosen, onChange }: DoctorsProps) {
  const { i18n } = useLingui()
  const toggle = (id: number) =>
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  return (
    <fieldset className="choices">
      <legend className="choices-title">{i18n._('screens.practitioners')}</legend>
      {practitioners.map(({ id, name }) => (
        <label key={id} className="choice">
          <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} />
          {name}
        </label>
      ))}
    </fieldset>
  )
}

interface ScreenListProps {
  screens: readonly Screen[]
  practitioners: readonly Practitioner[]
  clinic: Clinic
}

function ScreenList({ screens, practitioners, clinic }: ScreenListProps) {
  const { i18n } = useLingui()
  const [asked, ask] = useState<Screen | null>(null)
  const writers = agendaWriters(clinic.timezone, formatLocale())
  const names = new Map(practitioners.map(({ id, name }) => [id, name]))
  if (screens.length === 0) return <p className="empty">{i18n._('screens.none')}</p>
  return (
    <>
      <ul className="screen-list">
        {screens.map((screen) => (
          <li key={screen.id} className="screen-item">
            <span className="screen-name">{screen.name}</span>
            <span className="screen-facts">
              {screen.location_name} ·{' '}
              {screen.practitioners.length === 0
                ? i18n._('screens.all')
                : screen.practitioners.map((id) => names.get(id)).join(', ')}{' '}
              · {i18n._('screens.since', { day: writers.shortDay(new Date(screen.created_at)) })}
            </span>
            <Button variant="default" size="sm" onClick={() => ask(screen)}>
              {i18n._('screens.revoke')}
              <span className="visually-hidden"> {screen.name}</span>
            </Button>
          </li>
        ))}
      </ul>
      {asked && <RevokeDialog screen={asked} onClose={() => ask(null)} />}
    </>
  )
}

function RevokeDialog({ screen, onClose }: { screen: Screen; onClose: () => void }) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const revoke = useMutation<void, Problem>({
    mutationFn: async () => void (await revokeScreen({ path: { id: screen.id }, throwOnError: true })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: listScreensQueryKey() })
      notify(i18n._('screens.revoked', { name: screen.name }))
      onClose()
    },
  })
  return (
    <Dialog title={i18n._('screens.revoke.title', { name: screen.name })} onClose={onClose}>
      <p className="dialog-lead">{i18n._('screens.revoke.lead')}</p>
      <FormProblem problem={revoke.error} />
      <div className="form-actions">
        <Button variant="default" onClick={onClose}>
          {i18n._('queue.keep')}
        </Button>
        <Button className="button-warn" loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {i18n._('screens.revoke')}
        </Button>
      </div>
    </Dialog>
  )
}
