import { useLingui } from '@lingui/react'
import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import {
  type Language,
  type MessageRule,
  type MessageRuleChange,
  type Notification,
  type NotificationKind,
  sendTestMessage,
  type TestMessage,
  updateMessageRule,
} from '../../api/client'
import {
  listMessageRulesOptions,
  previewNotificationsOptions,
} from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { SidePanel } from '../../staff/Dialog'
import { LoadProblem } from '../../staff/LoadProblem'
import { notify } from '../../staff/notices'
import { CheckField, type Draft, KeptForm, NumberField } from './form'
import { KeptList } from './KeptList'
import { seen, useOpen } from './queries'

const HOUR = 60
const MINUTE_MS = 60_000

/** Which messages leave, when and to whom, with the message as a patient gets it. */
export function MessagesPage() {
  const { i18n } = useLingui()
  const list = useQuery({ ...listMessageRulesOptions(), staleTime: 0 })
  const open = useOpen(list.data?.items)
  const [shown, setShown] = useState('confirmation')
  const toWhom = (rule: MessageRule) =>
    [
      rule.to_patient && i18n._('admin.to.patient'),
      rule.to_contact && i18n._('admin.to.contact'),
      rule.to_practitioner && i18n._('admin.to.practitioner'),
    ]
      .filter(Boolean)
      .join(', ')
  return (
    <>
      <p className="admin-lead">
        {i18n._('admin.messages.lead')}{' '}
        <Link href="/clinica/mensajes">{i18n._('admin.messages.failed')}</Link>
      </p>
      <KeptList<MessageRule>
        caption={i18n._('admin.messages')}
        list={list}
        nameOf={({ name }) => name}
        isActive={({ enabled }) => enabled}
        empty={i18n._('admin.messages.none')}
        onOpen={(rule) => {
          setShown(rule.kind)
          open.show(rule)
        }}
        columns={[
          {
            title: i18n._('admin.message.when'),
            cell: (rule) =>
              rule.reminds && rule.lead
                ? i18n._('admin.message.before', { count: rule.lead / HOUR })
                : i18n._('admin.message.at_once'),
          },
          { title: i18n._('admin.message.to'), cell: toWhom },
        ]}
      />
      {list.data && <Templates rules={list.data.items} shown={shown} onShow={setShown} />}
      {open.record && <RulePanel rule={open.record} open={open} />}
    </>
  )
}

function RulePanel({ rule, open }: { rule: MessageRule; open: ReturnType<typeof useOpen<MessageRule>> }) {
  const { i18n } = useLingui()
  const save = (draft: Draft) =>
    updateMessageRule({
      path: { id: rule.id },
      headers: seen(rule),
      body: draft as MessageRuleChange,
      throwOnError: true,
    })
  const done = () => {
    notify(i18n._('admin.saved'))
    open.close()
  }
  return (
    <SidePanel title={rule.name} asking={false} onClose={open.dismiss}>
      <KeptForm record={rule} save={save} onDone={done} onStale={open.refresh} onCancel={open.dismiss}>
        <CheckField name="enabled" label={i18n._('admin.message.enabled')} />
        {rule.reminds && (
          <NumberField
            name="lead"
            unit={HOUR}
            label={i18n._('admin.message.lead')}
            hint={i18n._('admin.message.lead.hint')}
          />
        )}
        <fieldset className="many">
          <legend>{i18n._('admin.message.to')}</legend>
          <CheckField name="to_patient" label={i18n._('admin.to.patient')} />
          <CheckField name="to_contact" label={i18n._('admin.to.contact')} />
          <CheckField name="to_practitioner" label={i18n._('admin.to.practitioner')} />
        </fieldset>
      </KeptForm>
    </SidePanel>
  )
}

interface TemplatesProps {
  rules: readonly MessageRule[]
  shown: string
  onShow: (kind: string) => void
}

/** The message as the patient's mail shows it, in either language. */
function Templates({ rules, shown, onShow }: TemplatesProps) {
  const { i18n } = useLingui()
  const [language, setLanguage] = useState(i18n.locale === 'en' ? 'en' : 'es')
  // The address is good for a quarter of an hour.
  const preview = useQuery({
    ...previewNotificationsOptions(),
    staleTime: 10 * MINUTE_MS,
    gcTime: 10 * MINUTE_MS,
  })
  if (preview.isError) return <LoadProblem error={preview.error} onRetry={() => preview.refetch()} />
  const name = rules.find(({ kind }) => kind === shown)?.name ?? ''
  const path = preview.data && new URL(preview.data.url).pathname
  return (
    <section className="templates">
      <h2>{i18n._('admin.template')}</h2>
      <div className="templates-choice">
        <NativeSelect
          label={i18n._('admin.template.message')}
          value={shown}
          onChange={({ currentTarget }) => onShow(currentTarget.value)}
          data={rules.map(({ kind, name: label }) => ({ value: kind, label }))}
        />
        <NativeSelect
          label={i18n._('admin.template.language')}
          value={language}
          onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
          data={[
            { value: 'es', label: i18n._('admin.spanish') },
            { value: 'en', label: i18n._('admin.english') },
          ]}
        />
      </div>
      <SendTest kind={shown as NotificationKind} language={language as Language} />
      {path && (
        <iframe
          className="template"
          title={i18n._('admin.template.of', { name })}
          src={`${path}/${shown}?idioma=${language}`}
          sandbox=""
        />
      )}
      <p className="form-hint">{i18n._('admin.template.hint')}</p>
    </section>
  )
}

/** The same message in the administrator's own mail, which shows it as no page can. */
function SendTest(message: TestMessage) {
  const { i18n } = useLingui()
  const send = useMutation<Notification, Problem, TestMessage>({
    mutationFn: async (body) => (await sendTestMessage({ body, throwOnError: true })).data,
    onSuccess: ({ recipient }) => notify(i18n._('admin.test.sent', { recipient })),
    onError: (problem) => notify(problem.detail || i18n._('staff.error')),
  })
  return (
    <div>
      <Button variant="default" loading={send.isPending} onClick={() => send.mutate(message)}>
        {i18n._('admin.test.send')}
      </Button>
    </div>
  )
}
