import { useLingui } from '@lingui/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type Correction, type Me, type PersonData, updateMe } from '../../api/client'
import { getMeQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { announce } from '../../ui/announce'
import { ErrorSummary } from '../../ui/ErrorSummary'
import { TextField } from '../../ui/Field'
import { useFields } from '../../ui/useFields'
import { isPhone } from '../booking/checks'
import { readablePhone } from '../clinic/phone'
import { useClinic } from '../clinic/queries'
import { AccountAlert } from './AccountAlert'
import { Matter } from './Matter'
import { PersonBoxes } from './PersonBoxes'
import { NOBODY, personBody, personMistakes } from './person'

/** What the clinic has verified by a document only the clinic corrects; the phone is always one's own. */
export function ProfileForm({ person }: { person: PersonData }) {
  const { i18n } = useLingui()
  return (
    <Matter title={i18n._('profile.title')}>
      {person.verified ? <PhoneForm person={person} /> : <WholeForm person={person} />}
    </Matter>
  )
}

function WholeForm({ person }: { person: PersonData }) {
  const { i18n } = useLingui()
  const today = useClinic().data?.today ?? ''
  const save = useCorrection()
  const form = useFields(
    typedOf(person),
    (typed) => personMistakes(i18n, typed, today),
    (typed) => save.mutate(personBody(typed)),
  )
  return (
    <form noValidate onSubmit={form.submit}>
      <ErrorSummary title={i18n._('mistake.title')} mistakes={form.mistakes} attempt={form.attempt} />
      <Saving save={save} />
      <PersonBoxes form={form} />
      <SaveButton busy={save.isPending} />
    </form>
  )
}

function PhoneForm({ person }: { person: PersonData }) {
  const { i18n } = useLingui()
  const save = useCorrection()
  const form = useFields(
    { phone: readablePhone(person.phone ?? '') },
    ({ phone }) => (isPhone(phone) ? [] : [{ field: 'phone', message: i18n._('mistake.phone') }]),
    ({ phone }) => save.mutate({ phone: phone.trim() }),
  )
  const name = [person.name, person.surname, person.second_surname].filter(Boolean).join(' ')
  return (
    <form noValidate onSubmit={form.submit}>
      <p>
        {name}
        <span className="hint">{i18n._('profile.verified')}</span>
      </p>
      <ErrorSummary title={i18n._('mistake.title')} mistakes={form.mistakes} attempt={form.attempt} />
      <Saving save={save} />
      <TextField
        type="tel"
        label={i18n._('person.phone')}
        hint={i18n._('person.phone.hint')}
        autoComplete="tel"
        {...form.box('phone')}
      />
      <SaveButton busy={save.isPending} />
    </form>
  )
}

function useCorrection() {
  const { i18n } = useLingui()
  const queryClient = useQueryClient()
  return useMutation<Me, Problem, Correction>({
    mutationFn: async (body) => (await updateMe({ body, throwOnError: true })).data,
    onSuccess: (me) => {
      queryClient.setQueryData(getMeQueryKey(), me)
      announce(i18n._('profile.saved'))
    },
  })
}

function Saving({ save }: { save: ReturnType<typeof useCorrection> }) {
  const { i18n } = useLingui()
  if (save.isSuccess) return <p className="notice notice-good">{i18n._('profile.saved')}</p>
  return <AccountAlert title={i18n._('profile.refused')} problem={save.error} attempt={save.submittedAt} />
}

function SaveButton({ busy }: { busy: boolean }) {
  const { i18n } = useLingui()
  return (
    <button type="submit" className="button button-main" disabled={busy}>
      {i18n._('action.save')}
    </button>
  )
}

function typedOf({ name, surname, second_surname, phone, birth_date }: PersonData) {
  const [year = '', month = '', day = ''] = birth_date?.split('-') ?? []
  return {
    ...NOBODY,
    name,
    surnames: [surname, second_surname].filter(Boolean).join(' '),
    phone: readablePhone(phone ?? ''),
    day: day.replace(/^0/, ''),
    month: month.replace(/^0/, ''),
    year,
  }
}
