import { useLingui } from '@lingui/react'
import { COLUMNS, type Column, columnOf } from './board'
import type { Lane } from './model'
import { columnShortWord } from './words'

interface StageTabsProps {
  lanes: readonly Lane[]
  chosen: Column
  onChoose: (column: Column) => void
}

/** A phone shows one stage at a time. */
export function StageTabs({ lanes, chosen, onChoose }: StageTabsProps) {
  const { i18n } = useLingui()
  const entries = lanes.flatMap((lane) => lane.entries)
  return (
    <fieldset className="stages">
      <legend className="visually-hidden">{i18n._('queue.stages')}</legend>
      {COLUMNS.map((column) => (
        <button
          key={column}
          type="button"
          aria-pressed={column === chosen}
          onClick={() => onChoose(column)}
          className="stage"
        >
          <span className="stage-count">{entries.filter((entry) => columnOf(entry) === column).length}</span>
          <span>{columnShortWord(column)}</span>
        </button>
      ))}
    </fieldset>
  )
}
