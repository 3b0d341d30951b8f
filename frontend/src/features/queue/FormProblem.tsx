import { useLingui } from '@lingui/react'
import { Alert } from '@mantine/core'
import type { Problem } from '../../api/problem'

/** Why it was refused, where the reader is. */
export function FormProblem({ problem }: { problem: Problem | null }) {
  const { i18n } = useLingui()
  if (!problem) return null
  const text = problem.offline ? i18n._('staff.offline') : problem.detail || i18n._('staff.error')
  return (
    <Alert role="alert" color="red" variant="light" className="problem">
      {text}
    </Alert>
  )
}
