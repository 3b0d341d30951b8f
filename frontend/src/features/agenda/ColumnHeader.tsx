import type { ReactNode } from 'react'

/** A practitioner's column of the day. */
export interface GridColumn {
  id: string
  title: string
  colour: string | null
}

/** The head of a practitioner's column. */
export function ColumnHeader({ label, resource }: { label: ReactNode; resource: object }) {
  const { colour } = resource as GridColumn
  return (
    <span className="column-header">
      <span className="chip-dot" style={{ background: colour ?? undefined }} aria-hidden="true" />
      {label}
    </span>
  )
}
