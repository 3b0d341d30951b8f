import { useLingui } from '@lingui/react'
import { Alert } from '@mantine/core'
import type { Problem } from '../../api/problem'

/** Why the last attempt did not succeed, read out as it appears. */
export function Refusal({ problem }: { problem: Problem | null }) {
  const { i18n } = useLingui()
  if (!problem) return null
  return (
    <Alert role="alert" color="red" variant="light" className="problem">
      {problem.offline ? i18n._('staff.offline') : problem.detail || i18n._('staff.error')}
    </Alert>
  )
}
