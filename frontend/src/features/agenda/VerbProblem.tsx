import { i18n } from '@lingui/core'
import { Alert } from '@mantine/core'
import type { Problem } from '../../api/problem'

/** Why a change was refused. When somebody else changed the visit first, the screen shows how it is now. */
export function problemText(problem: Problem): string {
  if (problem.code === 'stale') return i18n._('agenda.stale')
  if (problem.offline) return i18n._('staff.offline')
  return problem.detail || i18n._('staff.error')
}

export function VerbProblem({ problem }: { problem: Problem }) {
  return (
    <Alert role="alert" color="red" variant="light" className="problem">
      {problemText(problem)}
    </Alert>
  )
}
