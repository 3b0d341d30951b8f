import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { changePassword, type Token } from '../../api/client'
import { listSessionsQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { openSession } from '../../api/renew'
import { notify } from '../../staff/notices'
import { Refusal } from './Refusal'
import { SecretInput } from './SecretInput'

const EMPTY = { current: '', password: '' }

/** Another password: every other session ends, this one goes on. */
export function OwnPassword() {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const [typed, setTyped] = useState(EMPTY)
  const change = useMutation<Token, Problem, typeof EMPTY>({
    mutationFn: async (body) => (await changePassword({ body, throwOnError: true })).data,
    onSuccess: (token) => {
      openSession(token)
      setTyped(EMPTY)
      notify(i18n._('security.password.changed'))
      void queries.invalidateQueries({ queryKey: listSessionsQueryKey() })
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(typed)
  }
  return (
    <section className="security-part" aria-labelledby="security-password">
      <h2 id="security-password">{i18n._('security.password')}</h2>
      <form className="form" onSubmit={send}>
        <Refusal problem={change.error} />
        <SecretInput
          label={i18n._('security.password.current')}
          kind="current-password"
          value={typed.current}
          onChange={(current) => setTyped({ ...typed, current })}
        />
        <SecretInput
          label={i18n._('security.password.new')}
          description={i18n._('security.password.help')}
          kind="new-password"
          value={typed.password}
          onChange={(password) => setTyped({ ...typed, password })}
        />
        <div className="form-actions">
          <Button type="submit" loading={change.isPending}>
            {i18n._('security.password.change')}
          </Button>
        </div>
      </form>
    </section>
  )
}
