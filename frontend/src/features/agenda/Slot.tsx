import type { ReactElement } from 'react'

/** The lines belong to the hours: a quarter is drawn only where it carries the hour's name. */
export function Slot({ children }: { children?: ReactElement<{ children?: unknown }> }) {
  return children?.props.children ? children : null
}
