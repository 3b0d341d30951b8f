import type { ReactNode } from 'react'

interface MatterProps {
  title: string
  children: ReactNode
  open?: boolean
  onOpen?: () => void
}

/** One matter of the account, folded until it is wanted. */
export function Matter({ title, children, open = false, onOpen }: MatterProps) {
  return (
    <details
      className="matter"
      open={open || undefined}
      onToggle={({ currentTarget }) => currentTarget.open && onOpen?.()}
    >
      <summary>
        <h2>{title}</h2>
      </summary>
      <div className="matter-body">{children}</div>
    </details>
  )
}
