import { useLingui } from '@lingui/react'
import { useCallback } from 'react'
import { useFromNow } from './minute'
import type { Entry } from './model'
import { minutesOf, waitOf } from './waiting'
import { waitWord } from './words'

/** Minutes with a word, and a colour that only repeats it. */
export function Wait({ entry }: { entry: Entry }) {
  const { i18n } = useLingui()
  const minutes = useFromNow(useCallback((now) => minutesOf(entry, now), [entry]))
  if (minutes === null) return null
  const text = i18n._('queue.minutes', { minutes })
  if (entry.stage !== 'waiting') return <span className="wait">{text}</span>
  const wait = waitOf(minutes)
  return (
    <span className={`wait is-${wait}`}>
      {text} · {waitWord(wait)}
    </span>
  )
}
