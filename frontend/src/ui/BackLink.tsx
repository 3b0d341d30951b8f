import { useLingui } from '@lingui/react'
import { useLocation } from 'wouter'
import { Icon } from './Icon'

let steps = 0

/** Called at each change of screen, so that "back" never leaves the site by surprise. */
export function countStep(): void {
  steps += 1
}

/** Real history: the screen that was there before comes back as it was left. */
export function BackLink({ fallback = '/' }: { fallback?: string }) {
  const { i18n } = useLingui()
  const [, go] = useLocation()
  const back = () => (steps > 1 ? history.back() : go(fallback, { replace: true }))
  return (
    <button type="button" className="back" onClick={back}>
      <Icon name="back" />
      {i18n._('nav.back')}
    </button>
  )
}
