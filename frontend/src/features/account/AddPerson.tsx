import { useLingui } from '@lingui/react'
import { useState } from 'react'
import { addDependant, type Dependant, linkDependant } from '../../api/client'
import { announce } from '../../ui/announce'
import { Choice } from '../../ui/Choice'
import { ErrorSummary, type Mistake } from '../../ui/ErrorSummary'
import { FieldError, TextField } from '../../ui/Field'
import { useFields } from '../../ui/useFields'
import { DateBoxes } from '../appointments/DateBoxes'
import { tidyReference } from '../appointments/reference'
import { birthDate } from '../booking/birthDate'
import { useClinic } from '../clinic/queries'
import { AccountAlert } from './AccountAlert'
import { PersonBoxes } from './PersonBoxes'
import { NOBODY, personBody, personMistakes } from './person'
import { KINSHIPS, type Kinship, useRelationNames } from './relations'
import { usePeopleChange } from './usePeopleChange'

type Way = 'closed' | 'new' | 'known'

/** Somebody new, or a child whom the clinic knows already and whose visit one can name. */
export function AddPerson() {
  const { i18n } = useLingui()
  const [way, setWay] = useState<Way>('closed')
  const done = () => setWay('closed')
  if (way === 'new') return <NewPerson onDone={done} />
  if (way === 'known') return <KnownChild onDone={done} />
  return (
    <div className="actions">
      <button type="button" className="button button-main" onClick={() => setWay('new')}>
        {i18n._('people.add')}
      </button>
      <button type="button" className="button" onClick={() => setWay('known')}>
        {i18n._('people.link')}
      </button>
    </div>
  )
}

interface FormProps {
  onDone: () => void
}

const EMPTY = { ...NOBODY, relation: '', consent: false }

function NewPerson({ onDone }: FormProps) {
  const { i18n } = useLingui()
  const clinic = useClinic().data
  const added = useAdded(onDone)
  const consent_version = clinic?.consent.version ?? ''
  const add = usePeopleChange<typeof EMPTY, Dependant>(async (typed) => {
    const body = { ...personBody(typed), relation: typed.relation as Kinship, consent_version }
    return (await addDependant({ body, throwOnError: true })).data
  })
  const form = useFields(
    EMPTY,
    (typed) => [
      ...relationMistake(i18n._('mistake.relation'), typed.relation),
      ...personMistakes(i18n, typed, clinic?.today ?? ''),
      ...consentMistake(i18n._('register.consent.missing'), typed.consent),
    ],
    (typed) => add.mutate(typed, { onSuccess: added }),
  )
  return (
    <form noValidate onSubmit={form.submit}>
      <h2>{i18n._('people.add')}</h2>
      <ErrorSummary title={i18n._('mistake.title')} mistakes={form.mistakes} attempt={form.attempt} />
      <AccountAlert title={i18n._('profile.refused')} problem={add.error} attempt={add.submittedAt} />
      <RelationField form={form} />
      <PersonBoxes form={form} other />
      <Choice {...form.tick('consent')}>{i18n._('people.consent')}</Choice>
      <Buttons busy={add.isPending} onCancel={onDone} />
    </form>
  )
}

const CHILD = { number: '', day: '', month: '', year: '', consent: false }

/** The proof: the reference of one of the child's visits, and the birth date. */
function KnownChild({ onDone }: FormProps) {
  const { i18n } = useLingui()
  const consent_version = useClinic().data?.consent.version ?? ''
  const added = useAdded(onDone)
  const link = usePeopleChange<typeof CHILD, Dependant>(async (typed) => {
    const proof = { number: tidyReference(typed.number), birth_date: birthDate(typed) }
    const body = { ...proof, relation: 'child' as const, consent_version }
    return (await linkDependant({ body, throwOnError: true })).data
  })
  const form = useFields(
    CHILD,
    (typed) => [
      ...(tidyReference(typed.number) ? [] : [{ field: 'number', message: i18n._('find.number.missing') }]),
      ...(birthDate(typed) ? [] : [{ field: 'day', message: i18n._('mistake.birth') }]),
      ...consentMistake(i18n._('register.consent.missing'), typed.consent),
    ],
    (typed) => link.mutate(typed, { onSuccess: added }),
  )
  return (
    <form noValidate onSubmit={form.submit}>
      <h2>{i18n._('people.link')}</h2>
      <p className="hint">{i18n._('people.link.hint')}</p>
      <ErrorSummary title={i18n._('mistake.title')} mistakes={form.mistakes} attempt={form.attempt} />
      <AccountAlert title={i18n._('find.none')} problem={link.error} attempt={link.submittedAt} />
      <TextField
        label={i18n._('find.number')}
        hint={i18n._('find.number.hint')}
        autoComplete="off"
        autoCapitalize="characters"
        {...form.box('number')}
      />
      <DateBoxes
        legend={i18n._('person.birth')}
        value={form.values}
        error={form.errorOf('day')}
        onChange={({ day, month, year }) => form.set({ day, month, year })}
      />
      <Choice {...form.tick('consent')}>{i18n._('people.consent')}</Choice>
      <Buttons busy={link.isPending} onCancel={onDone} />
    </form>
  )
}

function useAdded(onDone: () => void) {
  const { i18n } = useLingui()
  return ({ name }: Dependant) => {
    announce(i18n._('people.added', { name }))
    onDone()
  }
}

const relationMistake = (message: string, relation: string): Mistake[] =>
  relation ? [] : [{ field: 'relation', message }]
const consentMistake = (message: string, consent: boolean): Mistake[] =>
  consent ? [] : [{ field: 'consent', message }]

function RelationField({ form }: { form: ReturnType<typeof useFields<typeof EMPTY>> }) {
  const { i18n } = useLingui()
  const names = useRelationNames()
  const error = form.errorOf('relation')
  return (
    <fieldset className={error ? 'field field-wrong' : 'field'}>
      <legend>{i18n._('people.relation')}</legend>
      <FieldError id="relation-error" error={error} />
      {KINSHIPS.map((kinship, index) => (
        <Choice
          key={kinship}
          id={index === 0 ? 'relation' : `relation-${kinship}`}
          {...form.pick('relation', kinship)}
        >
          {names[kinship]}
        </Choice>
      ))}
    </fieldset>
  )
}

function Buttons({ busy, onCancel }: { busy: boolean; onCancel: () => void }) {
  const { i18n } = useLingui()
  return (
    <div className="actions">
      <button type="submit" className="button button-main" disabled={busy}>
        {i18n._('people.save')}
      </button>
      <button type="button" className="button button-quiet" onClick={onCancel}>
        {i18n._('people.cancel')}
      </button>
    </div>
  )
}
