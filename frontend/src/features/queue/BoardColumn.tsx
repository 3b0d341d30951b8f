import { useLingui } from '@lingui/react'
import { type DragEvent, memo, useCallback, useMemo, useState } from 'react'
import { beforeFor, type Column, jumpsOf } from './board'
import { EntryCard } from './EntryCard'
import type { Entry } from './model'
import { useBoard } from './useBoard'
import { columnWord } from './words'

interface BoardColumnProps {
  column: Column
  lane: number
  entries: readonly Entry[]
  next: number | null
  /** Only the front desk changes the order. */
  sortable: boolean
  searching: boolean
}

/** One stage of one practitioner's day. */
export const BoardColumn = memo(function BoardColumn(props: BoardColumnProps) {
  const { i18n } = useLingui()
  const { column, lane, entries, next, sortable, searching } = props
  const drag = useReorder(entries)
  const { shown, hidden, showAll } = useLatest(column, entries, searching)
  const draggable = sortable && column === 'waiting' && entries.length > 1
  const jumping = useMemo(() => jumpsOf(column === 'waiting' ? entries : []), [column, entries])
  const title = `lane-${lane}-${column}`
  return (
    <section className={`column is-${column}`} aria-labelledby={`lane-${lane} ${title}`}>
      <h3 id={title} className="column-title">
        {columnWord(column)} <span className="column-count">{entries.length}</span>
      </h3>
      {entries.length === 0 && <p className="column-empty">{i18n._('queue.column.empty')}</p>}
      {entries.length > 0 && (
        <ol className={drag.isLast ? 'entries is-last-target' : 'entries'} {...(draggable ? drag.list : {})}>
          {shown.map((entry) => (
            <EntryCard
              key={entry.id}
              entry={entry}
              isNext={entry.id === next}
              jumps={jumping.has(entry.id)}
              isTarget={drag.target === entry.id}
              onDrag={draggable ? drag.onDrag : undefined}
            />
          ))}
        </ol>
      )}
      {hidden > 0 && (
        <button type="button" className="column-more" onClick={showAll}>
          {i18n._('queue.column.more', { count: hidden })}
        </button>
      )}
    </section>
  )
})

const LATEST = 3

/** What is over fills a column by noon: only the last ones stand there until somebody asks. */
function useLatest(column: Column, entries: readonly Entry[], searching: boolean) {
  const [all, setAll] = useState(false)
  const some = column === 'done' && !all && !searching
  const shown = some ? entries.slice(0, LATEST) : entries
  return { shown, hidden: entries.length - shown.length, showAll: () => setAll(true) }
}

const END = 'end'

/** Dragging a card before another one, or below the last. Letting go asks for the reason; nothing moves by itself. */
function useReorder(entries: readonly Entry[]) {
  const { askMove } = useBoard()
  const [moved, setMoved] = useState<Entry | null>(null)
  const [over, setOver] = useState<number | typeof END | null>(null)
  const finish = useCallback((entry: Entry | null) => {
    setMoved(entry)
    setOver(null)
  }, [])
  const onDragOver = (event: DragEvent) => {
    if (!moved) return
    event.preventDefault()
    setOver(targetUnder(event) ?? END)
  }
  const onDrop = (event: DragEvent) => {
    if (!moved) return
    event.preventDefault()
    const before = beforeFor(entries, moved.id, targetUnder(event))
    finish(null)
    if (before !== undefined) askMove(moved, before)
  }
  return {
    list: { onDragOver, onDrop, onDragLeave: () => setOver(null) },
    onDrag: finish,
    target: typeof over === 'number' ? over : null,
    isLast: over === END,
  }
}

/** The card under the pointer; below its middle it is the next one. */
function targetUnder(event: DragEvent): number | null {
  const card = (event.target as Element).closest<HTMLElement>('[data-entry]')
  if (!card) return null
  const { top, height } = card.getBoundingClientRect()
  const chosen = event.clientY > top + height / 2 ? card.nextElementSibling : card
  return chosen instanceof HTMLElement ? Number(chosen.dataset.entry) : null
}
