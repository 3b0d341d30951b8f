import { useLingui } from '@lingui/react'
import type { Problem } from '../../api/problem'
import { Alert } from '../../ui/ErrorSummary'

interface AccountAlertProps {
  problem: Problem | null
  attempt: number
  title?: string
}

export function AccountAlert({ problem, attempt, title }: AccountAlertProps) {
  const { i18n } = useLingui()
  if (!problem) return null
  return (
    <Alert
      title={problem.offline ? i18n._('offline.title') : (title ?? i18n._('account.refused'))}
      attempt={attempt}
    >
      <p>{problem.offline ? i18n._('offline.body') : problem.detail || i18n._('error.body')}</p>
    </Alert>
  )
}
