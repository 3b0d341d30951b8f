import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import { messages } from '../../i18n/staff/es'
import { agendaWriters } from '../agenda/clinicDates'
import { BoardColumn } from './BoardColumn'
import { entry } from './builders'
import type { Entry } from './model'
import { type Board, BoardContext } from './useBoard'

beforeEach(() => i18n.loadAndActivate({ locale: 'es', messages }))

const nothing = () => undefined
const board: Board = {
  writers: agendaWriters('America/Santo_Domingo', 'es-DO'),
  ...{ open: nothing, act: nothing, undo: nothing, callNext: nothing, askMove: nothing },
}

/** A patient who counts how often the own card is drawn. */
function counted(id: number): { entry: Entry; drawn: () => number } {
  let reads = 0
  const made = entry({ id, position: id })
  Object.defineProperty(made, 'service_name', {
    enumerable: true,
    get: () => {
      reads += 1
      return 'Consulta'
    },
  })
  return { entry: made, drawn: () => reads }
}

function columnOf(entries: readonly Entry[]) {
  return (
    <I18nProvider i18n={i18n}>
      <BoardContext value={board}>
        <BoardColumn column="waiting" lane={3} entries={entries} next={1} sortable searching={false} />
      </BoardContext>
    </I18nProvider>
  )
}

it('draws only the card that changed, of sixty', () => {
  const people = Array.from({ length: 60 }, (_unused, index) => counted(index + 1))
  const { rerender } = render(columnOf(people.map((person) => person.entry)))
  const before = people.map(({ drawn }) => drawn())
  const changed = entry({ id: 30, position: 30, to_verify: true })
  rerender(columnOf(people.map((person) => (person.entry.id === 30 ? changed : person.entry))))
  expect(people.map(({ drawn }) => drawn())).toEqual(before)
})
