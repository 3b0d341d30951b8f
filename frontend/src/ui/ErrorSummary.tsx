import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react'

export interface Mistake {
  /** The id of the control to mend. */
  field: string
  message: string
}

interface ErrorSummaryProps {
  title: string
  mistakes: readonly Mistake[]
  /** A new number for each failed attempt: the summary takes the focus again. */
  attempt: number
}

export function ErrorSummary({ title, mistakes, attempt }: ErrorSummaryProps) {
  if (mistakes.length === 0) return null
  return (
    <Alert title={title} attempt={attempt}>
      <ul>
        {mistakes.map((mistake) => (
          <li key={mistake.field}>
            <a href={`#${mistake.field}`} onClick={(event) => goTo(event, mistake.field)}>
              {mistake.message}
            </a>
          </li>
        ))}
      </ul>
    </Alert>
  )
}

/** A panel that interrupts: it takes the focus when it appears and at each new attempt. */
export function Alert({
  title,
  attempt,
  children,
}: {
  title: string
  attempt: number
  children?: ReactNode
}) {
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (attempt >= 0) panel.current?.focus()
  }, [attempt])
  return (
    <div ref={panel} className="alert" role="alert" tabIndex={-1}>
      <h2>{title}</h2>
      {children}
    </div>
  )
}

function goTo(event: MouseEvent, field: string): void {
  event.preventDefault()
  document.getElementById(field)?.focus()
}
