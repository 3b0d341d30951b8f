import type { I18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ChannelConsent, type Consents, setConsents } from '../../api/client'
import { getConsentsOptions, getConsentsQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { announce } from '../../ui/announce'
import { LoadError } from '../../ui/LoadError'
import { Skeleton } from '../../ui/Skeleton'
import { useClinic } from '../clinic/queries'
import { useClock } from '../clinic/useClock'
import { AccountAlert } from './AccountAlert'
import { Matter } from './Matter'

/** What may be sent by which channel, and the words that were accepted. */
export function ConsentChoices() {
  const { i18n } = useLingui()
  const consents = useQuery(getConsentsOptions())
  return (
    <Matter title={i18n._('consents.title')}>
      {consents.error && <LoadError error={consents.error} onRetry={() => consents.refetch()} />}
      {consents.isPending && <Skeleton blocks={2} shape="field" />}
      {consents.data && <Choices consents={consents.data} />}
    </Matter>
  )
}

function Choices({ consents }: { consents: Consents }) {
  const { i18n } = useLingui()
  const clock = useClock()
  const text = useClinic().data?.consent.text
  const save = useSave()
  return (
    <>
      <p>{i18n._('consents.lead')}</p>
      <AccountAlert title={i18n._('profile.refused')} problem={save.error} attempt={save.submittedAt} />
      {consents.channels.map((channel) => (
        <ChannelField
          key={channel.channel}
          channel={channel}
          busy={save.isPending}
          onChange={(wants) => save.mutate({ channel: channel.channel, wants })}
        />
      ))}
      {consents.accepted && (
        <p className="hint">{i18n._('consents.accepted', { day: clock.date(consents.accepted.at) })}</p>
      )}
      {text && <p className="instructions">{text}</p>}
    </>
  )
}

type Wants = ChannelConsent['wants']
type Channel = ChannelConsent['channel']
const WANTS: readonly Wants[] = ['all', 'no_reminders', 'none']

interface ChannelFieldProps {
  channel: ChannelConsent
  busy: boolean
  onChange: (wants: Wants) => void
}

function ChannelField({ channel, busy, onChange }: ChannelFieldProps) {
  const { i18n } = useLingui()
  const id = `channel-${channel.channel}`
  const words = wantsWords(i18n)
  return (
    <div className="field">
      <label htmlFor={id}>{channelName(i18n, channel.channel)}</label>
      <select
        id={id}
        value={channel.wants}
        disabled={busy}
        onChange={({ target }) => onChange(target.value as Wants)}
      >
        {WANTS.map((wants) => (
          <option key={wants} value={wants}>
            {words[wants]}
          </option>
        ))}
      </select>
    </div>
  )
}

function wantsWords(i18n: I18n): Record<Wants, string> {
  return {
    all: i18n._('consents.all'),
    no_reminders: i18n._('consents.no_reminders'),
    none: i18n._('consents.none'),
  }
}

function channelName(i18n: I18n, channel: Channel): string {
  const names: Record<Channel, string> = {
    email: i18n._('consents.email'),
    sms: i18n._('consents.sms'),
    whatsapp: i18n._('consents.whatsapp'),
  }
  return names[channel]
}

function useSave() {
  const { i18n } = useLingui()
  const queryClient = useQueryClient()
  const consent_version = useClinic().data?.consent.version ?? ''
  return useMutation<Consents, Problem, { channel: Channel; wants: Wants }>({
    mutationFn: async (choice) =>
      (await setConsents({ body: { channels: [choice], consent_version }, throwOnError: true })).data,
    onSuccess: (consents) => {
      queryClient.setQueryData(getConsentsQueryKey(), consents)
      announce(i18n._('profile.saved'))
    },
  })
}
