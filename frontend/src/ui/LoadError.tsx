import { useLingui } from '@lingui/react'
import { asProblem } from '../api/problem'

interface LoadErrorProps {
  error: unknown
  onRetry: () => void
  /** There is nothing else on the screen: this is its heading. */
  alone?: boolean
}

/** What failed to load, why, and the way out. */
export function LoadError({ error, onRetry, alone = false }: LoadErrorProps) {
  const { i18n } = useLingui()
  const problem = asProblem(error)
  const Heading = alone ? 'h1' : 'h2'
  return (
    <div className="alert" role="alert">
      <Heading>{problem.offline ? i18n._('offline.title') : i18n._('error.title')}</Heading>
      <p>{problem.offline ? i18n._('offline.body') : problem.detail || i18n._('error.body')}</p>
      <button type="button" className="button" onClick={onRetry}>
        {i18n._('action.retry')}
      </button>
    </div>
  )
}
