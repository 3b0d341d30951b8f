import { useLingui } from '@lingui/react'
import type { Problem } from '../../api/problem'
import { Alert } from '../../ui/ErrorSummary'

export function AccountAlert({ problem, attempt }: { problem: Problem | null; attempt: number }) {
  const { i18n } = useLingui()
  if (!problem) return null
  return (
    <Alert title={problem.offline ? i18n._('offline.title') : i18n._('account.refused')} attempt={attempt}>
      <p>{problem.detail || i18n._('offline.body')}</p>
    </Alert>
  )
}
