import { Component, type ReactNode } from 'react'
import { Problem } from '../api/problem'
import { LoadError } from '../ui/LoadError'

interface State {
  failed: boolean
}

/** A screen whose code did not arrive (lost connection, new release) never becomes a blank page. */
export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    const error = navigator.onLine ? new Problem(500, {}) : new Problem(0, {})
    return (
      <div className="page">
        <LoadError alone error={error} onRetry={() => location.reload()} />
      </div>
    )
  }
}
