import { useLingui } from '@lingui/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { closeAccount } from '../../api/client'
import type { Problem } from '../../api/problem'
import { closeSession } from '../../api/renew'
import { routes } from '../../routes'
import { announce } from '../../ui/announce'
import { TextArea } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'
import { forget } from '../booking/remembered'
import { AccountAlert } from './AccountAlert'
import { Matter } from './Matter'

/** The end of the account: asked twice, and what it means is said first. */
export function CloseAccount() {
  const { i18n } = useLingui()
  const [asking, setAsking] = useState(false)
  return (
    <Matter title={i18n._('close.title')}>
      <p>{i18n._('close.hint')}</p>
      <button type="button" className="button button-danger" onClick={() => setAsking(true)}>
        {i18n._('close.ask')}
      </button>
      {asking && <Question onClose={() => setAsking(false)} />}
    </Matter>
  )
}

function Question({ onClose }: { onClose: () => void }) {
  const { i18n } = useLingui()
  const [reason, setReason] = useState('')
  const close = useClose()
  return (
    <Sheet title={i18n._('close.sure')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          close.mutate(reason.trim() || null)
        }}
      >
        <AccountAlert title={i18n._('details.refused')} problem={close.error} attempt={close.submittedAt} />
        <TextArea
          id="close-reason"
          label={i18n._('cancel.reason')}
          maxLength={500}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <div className="actions">
          <button type="submit" className="button button-danger" disabled={close.isPending}>
            {i18n._('close.confirm')}
          </button>
          <button type="button" className="button button-quiet" onClick={onClose}>
            {i18n._('close.keep')}
          </button>
        </div>
      </form>
    </Sheet>
  )
}

function useClose() {
  const { i18n } = useLingui()
  const [, go] = useLocation()
  const queryClient = useQueryClient()
  return useMutation<unknown, Problem, string | null>({
    mutationFn: (reason) => closeAccount({ body: { reason }, throwOnError: true }),
    onSuccess: () => {
      closeSession()
      forget()
      queryClient.clear()
      announce(i18n._('close.done'))
      go(routes.home)
    },
  })
}
