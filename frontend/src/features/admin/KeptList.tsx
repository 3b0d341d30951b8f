import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'

interface Column<T> {
  title: string
  cell: (record: T) => ReactNode
}

interface KeptListProps<T> {
  caption: string
  /** What was read, or is being read. */
  list: {
    data?: { items: T[] } | undefined
    isError: boolean
    isPending: boolean
    error: unknown
    refetch: () => void
  }
  columns: readonly Column<T>[]
  nameOf: (record: T) => string
  isActive: (record: T) => boolean
  empty: string
  newLabel?: string
  onNew?: () => void
  onOpen: (record: T) => void
}

/** A table whose first cell opens the record; cards on a phone. Who is switched off comes last, in grey. */
export function KeptList<T extends { id: number }>(props: KeptListProps<T>) {
  const { caption, list, columns, nameOf, isActive, empty, newLabel, onNew, onOpen } = props
  const { i18n } = useLingui()
  if (list.isError) return <LoadProblem error={list.error} onRetry={list.refetch} />
  if (!list.data) return <Skeleton blocks={6} />
  const records = [...list.data.items].sort((a, b) => Number(isActive(b)) - Number(isActive(a)))
  return (
    <>
      {onNew && (
        <div className="admin-actions">
          <Button onClick={onNew}>{newLabel}</Button>
        </div>
      )}
      {records.length === 0 && <p className="admin-empty">{empty}</p>}
      {records.length > 0 && (
        <table className="kept">
          <caption className="visually-hidden">{caption}</caption>
          <thead className="kept-head">
            <tr>
              <th scope="col">{i18n._('admin.name')}</th>
              {columns.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {records.map((record) => (
              <tr key={record.id} className={isActive(record) ? undefined : 'is-off'}>
                <th scope="row">
                  <button type="button" className="kept-open" onClick={() => onOpen(record)}>
                    {nameOf(record)}
                  </button>
                  {!isActive(record) && <span className="kept-off">{i18n._('admin.off')}</span>}
                </th>
                {columns.map(({ title, cell }) => (
                  <td key={title} data-title={title}>
                    {cell(record)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
