import { useLingui } from '@lingui/react'
import { asProblem } from '../api/problem'

/** What failed to load, why, and the way out. */
export function LoadError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { i18n } = useLingui()
  const problem = asProblem(error)
  return (
    <div className="alert" role="alert">
      <h2>{problem.offline ? i18n._('offline.title') : i18n._('error.title')}</h2>
      <p>{problem.offline ? i18n._('offline.body') : problem.detail || i18n._('error.body')}</p>
      <button type="button" className="button" onClick={onRetry}>
        {i18n._('action.retry')}
      </button>
    </div>
  )
}
