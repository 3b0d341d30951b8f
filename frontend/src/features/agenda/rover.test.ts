import { describe, expect, it } from 'vitest'
import { visit } from './builders'
import { toEvents } from './calendarEvents'
import { neighbour, type RovingKey } from './rover'

const CLINIC = 'America/Santo_Domingo'
const on = (day: string, time: string, id: number) =>
  visit(time, time, { id, start: `${day}T${time}:00-04:00`, end: `${day}T${time}:00-04:00` })
const events = toEvents([
  on('2026-11-25', '09:00', 1),
  on('2026-11-25', '10:00', 2),
  on('2026-11-25', '16:00', 3),
  on('2026-11-27', '08:00', 4),
  on('2026-11-27', '15:30', 5),
])

function go(from: number, key: RovingKey): string {
  const start = events.find(({ id }) => id === `a${from}`)
  if (!start) throw new Error('no such visit')
  return neighbour(events, start, key, CLINIC).id
}

describe('arrow keys', () => {
  it('go up and down in time and stop at the ends of the day', () => {
    expect([go(1, 'ArrowDown'), go(2, 'ArrowUp'), go(1, 'ArrowUp'), go(3, 'ArrowDown')]).toEqual([
      'a2',
      'a1',
      'a1',
      'a3',
    ])
  })

  it('go to the nearest hour of the next day that has visits', () => {
    expect([go(1, 'ArrowRight'), go(3, 'ArrowRight'), go(5, 'ArrowLeft'), go(4, 'ArrowRight')]).toEqual([
      'a4',
      'a5',
      'a3',
      'a4',
    ])
  })

  it('reach the ends of the day', () => {
    expect([go(2, 'Home'), go(2, 'End')]).toEqual(['a1', 'a3'])
  })
})
