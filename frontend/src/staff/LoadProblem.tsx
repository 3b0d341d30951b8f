import { useLingui } from '@lingui/react'
import { Alert, Button } from '@mantine/core'
import { asProblem } from '../api/problem'

/** What could not be read, and the way out. */
export function LoadProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { i18n } = useLingui()
  const problem = asProblem(error)
  const text = problem.offline ? i18n._('staff.offline') : problem.detail || i18n._('staff.error')
  return (
    <Alert role="alert" color="red" variant="light" className="problem">
      <p className="problem-text">{text}</p>
      <Button variant="default" size="sm" onClick={onRetry}>
        {i18n._('staff.retry')}
      </Button>
    </Alert>
  )
}
