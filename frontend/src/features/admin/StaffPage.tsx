import { i18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import { Alert, Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import {
  createStaff,
  endStaffSessions,
  type NewStaff,
  renewStaffPassword,
  type Staff,
  type StaffChange,
  type StaffRole,
  updateStaff,
} from '../../api/client'
import type { Problem } from '../../api/problem'
import { Dialog, SidePanel } from '../../staff/Dialog'
import { notify } from '../../staff/notices'
import type { ScreenProps } from '../../staff/screens'
import { CheckField, type Draft, KeptForm, RefusalText, SelectField, TextField } from './form'
import { KeptList } from './KeptList'
import { choicesOf, seen, useOpen, usePractitioners, useStaff } from './queries'
import { momentWords } from './words'

const ROLES: readonly StaffRole[] = ['practitioner', 'front_desk', 'administrator']

function roleWord(role: StaffRole): string {
  if (role === 'practitioner') return i18n._('admin.role.practitioner')
  if (role === 'front_desk') return i18n._('admin.role.front_desk')
  return i18n._('admin.role.administrator')
}

/** What is told once: to whom it belongs. */
interface Told {
  name: string
  login: string
  password: string
}

/** Who may sign in, with which rights, and where they are signed in now. */
export function StaffPage({ clinic }: ScreenProps) {
  const { i18n } = useLingui()
  const list = useStaff()
  const open = useOpen(list.data?.items)
  const [told, setTold] = useState<Told | null>(null)
  return (
    <>
      <p className="admin-lead">{i18n._('admin.staff.lead')}</p>
      <KeptList<Staff>
        caption={i18n._('admin.staff')}
        list={list}
        nameOf={({ name }) => name}
        isActive={({ active }) => active}
        empty={i18n._('admin.staff.none')}
        newLabel={i18n._('admin.staff.new')}
        onNew={open.add}
        onOpen={open.show}
        columns={[
          { title: i18n._('admin.login'), cell: ({ login }) => login },
          { title: i18n._('admin.role'), cell: ({ role }) => roleWord(role) },
          {
            title: i18n._('admin.last_login'),
            cell: ({ last_login: at }) => (at ? momentWords(at, clinic.timezone) : i18n._('admin.never')),
          },
          { title: i18n._('admin.sessions'), cell: ({ sessions }) => sessions },
        ]}
      />
      {(open.record || open.isNew) && <StaffPanel member={open.record} open={open} onTold={setTold} />}
      {told && <PasswordDialog told={told} onClose={() => setTold(null)} />}
    </>
  )
}

interface StaffPanelProps {
  member: Staff | null
  open: ReturnType<typeof useOpen<Staff>>
  onTold: (told: Told) => void
}

function StaffPanel({ member, open, onTold }: StaffPanelProps) {
  const { i18n } = useLingui()
  const practitioners = usePractitioners()
  const save = async (draft: Draft) => {
    if (!member) {
      const { data } = await createStaff({ body: draft as unknown as NewStaff, throwOnError: true })
      onTold(data)
      return data
    }
    const target = { path: { id: member.id }, headers: seen(member) }
    return updateStaff({ ...target, body: draft as StaffChange, throwOnError: true })
  }
  const done = () => {
    notify(i18n._('admin.saved'))
    open.close()
  }
  return (
    <SidePanel title={member?.name ?? i18n._('admin.staff.new')} asking={false} onClose={open.dismiss}>
      {member?.protected && <p className="admin-note">{i18n._('admin.staff.protected')}</p>}
      <KeptForm
        record={member ?? { name: '', login: '', role: 'front_desk' }}
        isNew={!member}
        save={save}
        onDone={done}
        onStale={open.refresh}
        onCancel={open.dismiss}
        {...(!member && { saveLabel: i18n._('admin.staff.invite') })}
      >
        <TextField name="name" label={i18n._('admin.full_name')} required />
        {!member && (
          <TextField name="login" label={i18n._('admin.login')} hint={i18n._('admin.login.hint')} required />
        )}
        <TextField name="email" type="email" label={i18n._('admin.email')} />
        <SelectField
          name="role"
          label={i18n._('admin.role')}
          choices={ROLES.map((value) => ({ value, label: roleWord(value) }))}
        />
        <SelectField
          name="practitioner"
          label={i18n._('admin.staff.practitioner')}
          hint={i18n._('admin.staff.practitioner.hint')}
          choices={choicesOf(practitioners.data)}
          empty={i18n._('admin.nobody')}
          numeric
        />
        {member && !member.oneself && (
          <CheckField
            name="active"
            label={i18n._('admin.staff.active')}
            hint={i18n._('admin.staff.active.hint')}
          />
        )}
      </KeptForm>
      {member && <AccessActions member={member} onTold={onTold} onDone={open.refresh} />}
    </SidePanel>
  )
}

interface AccessActionsProps {
  member: Staff
  onTold: (told: Told) => void
  onDone: () => void
}

/** What ends sessions, apart from the form. */
function AccessActions({ member, onTold, onDone }: AccessActionsProps) {
  const { i18n } = useLingui()
  const path = { id: member.id }
  const end = useMutation<number, Problem, void>({
    mutationFn: async () => (await endStaffSessions({ path, throwOnError: true })).data.ended,
    onSuccess: (count) => {
      notify(i18n._('admin.sessions.ended', { count, name: member.name }))
      onDone()
    },
  })
  const renew = useMutation<string, Problem, void>({
    mutationFn: async () => (await renewStaffPassword({ path, throwOnError: true })).data.password,
    onSuccess: (password) => {
      onTold({ ...member, password })
      onDone()
    },
  })
  const problem = end.error ?? renew.error
  return (
    <section className="access">
      <h3>{i18n._('admin.access')}</h3>
      <p className="form-hint">{i18n._('admin.sessions.open', { count: member.sessions })}</p>
      {problem && (
        <Alert role="alert" color="red" variant="light" className="problem">
          <RefusalText problem={problem} />
        </Alert>
      )}
      <div className="admin-actions">
        <Button
          variant="default"
          disabled={member.sessions === 0}
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          {i18n._('admin.sessions.end')}
        </Button>
        <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
          {i18n._('admin.password.renew')}
        </Button>
      </div>
    </section>
  )
}

/** A password is shown once, to be handed over. */
function PasswordDialog({ told, onClose }: { told: Told; onClose: () => void }) {
  const { i18n } = useLingui()
  return (
    <Dialog title={i18n._('admin.password.title', { name: told.name })} onClose={onClose}>
      <p className="dialog-lead">{i18n._('admin.password.lead')}</p>
      <dl className="facts">
        <div className="fact">
          <dt>{i18n._('admin.login')}</dt>
          <dd>{told.login}</dd>
        </div>
        <div className="fact">
          <dt>{i18n._('staff.password')}</dt>
          <dd>
            <code className="secret">{told.password}</code>
          </dd>
        </div>
      </dl>
      <div className="form-actions">
        <Button onClick={onClose}>{i18n._('admin.password.done')}</Button>
      </div>
    </Dialog>
  )
}
