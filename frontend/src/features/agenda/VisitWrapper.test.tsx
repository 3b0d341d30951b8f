import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createElement, type ReactElement, type ReactNode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { openHours, visit } from './builders'
import { toBackground, toEvents } from './calendarEvents'
import { agendaWriters } from './clinicDates'
import { GridContext } from './gridContext'
import { RovingVisits } from './RovingVisits'
import { VisitWrapper } from './VisitWrapper'

const CLINIC = 'America/Santo_Domingo'
const [rosa, jose] = [
  visit('09:00', '09:30', { id: 1 }),
  visit('10:00', '10:30', { id: 2, patient_name: 'José Díaz' }),
]
const events = toEvents([rosa, jose])
const Nested = ({ children }: { children?: ReactNode }) => children

type Box = ReactElement<Record<string, unknown>>
// What the calendar draws: a div that says it is a button.
const box = (text: string): Box => createElement('div', { role: 'button', tabIndex: 0 }, text)

function show(wrap: (child: Box) => Box = (child) => child) {
  const onOpen = vi.fn()
  const context = { writers: agendaWriters(CLINIC, 'es-DO'), timeZone: CLINIC, onOpen, onDay: vi.fn() }
  render(
    <GridContext value={context}>
      <RovingVisits events={events} timeZone={CLINIC}>
        {[...events, ...toBackground([openHours('08:00', '12:00')])].map((event) => (
          <VisitWrapper key={event.id} event={event}>
            {wrap(box(event.title || 'abierto'))}
          </VisitWrapper>
        ))}
      </RovingVisits>
    </GridContext>,
  )
  return onOpen
}

describe.each([
  ['a plain event', undefined],
  ['an event inside the drag addon', (child: Box): Box => <Nested>{child}</Nested>],
])('%s', (_name, wrap) => {
  it('is a button that Enter and Space open', async () => {
    const onOpen = show(wrap)
    await userEvent.tab()
    expect(screen.getByRole('button', { name: 'Rosa Núñez' })).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await userEvent.keyboard(' ')
    expect(onOpen.mock.calls).toEqual([[rosa], [rosa]])
  })

  it('is one tab stop for all, with arrows inside', async () => {
    show(wrap)
    await userEvent.tab()
    await userEvent.keyboard('{ArrowDown}')
    expect(screen.getByRole('button', { name: 'José Díaz' })).toHaveFocus()
    await userEvent.tab()
    expect(document.body).toHaveFocus()
  })

  it('has a silent backdrop', () => {
    show(wrap)
    const backdrop = screen.getByText('abierto')
    expect(backdrop).toHaveAttribute('aria-hidden', 'true')
    expect(backdrop).not.toHaveAttribute('tabindex')
    expect(screen.queryByRole('button', { name: 'abierto' })).toBeNull()
  })
})

let drawn = 0

function Inside() {
  drawn += 1
  return <span>visita</span>
}

describe('a calendar that is drawn again', () => {
  const context = {
    ...{ writers: agendaWriters(CLINIC, 'es-DO'), timeZone: CLINIC },
    ...{ onOpen: vi.fn(), onDay: vi.fn() },
  }
  const [event] = events
  const calendar = (top: string) => (
    <GridContext value={context}>
      <RovingVisits events={events} timeZone={CLINIC}>
        {event && (
          <VisitWrapper event={event}>
            {createElement('div', { style: { top }, onClick: () => undefined }, <Inside />) as Box}
          </VisitWrapper>
        )}
      </RovingVisits>
    </GridContext>
  )

  it('leaves the boxes that look as before alone, and moves those that do not', () => {
    const { rerender } = render(calendar('10%'))
    rerender(calendar('10%'))
    expect(drawn).toBe(1)
    rerender(calendar('20%'))
    expect(drawn).toBe(2)
    expect(screen.getByRole('button')).toHaveStyle({ top: '20%' })
  })
})
