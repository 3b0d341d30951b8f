import { describe, expect, it } from 'vitest'
import { readPlace, step, visibleDays, writePlace } from './place'

const DEFAULTS = { view: 'week', day: '2026-11-25' } as const
const read = (search: string) => readPlace(new URLSearchParams(search), DEFAULTS)

describe('the place in the URL', () => {
  it('says view, day, practitioner and visit', () => {
    expect(read('vista=mes&fecha=2026-12-01&medico=3&cita=120')).toEqual({
      view: 'month',
      day: '2026-12-01',
      practitioner: 3,
      appointment: 120,
    })
  })

  it('falls back when it is missing or makes no sense', () => {
    const plain = { view: 'week', day: '2026-11-25', practitioner: null, appointment: null }
    expect(read('')).toEqual(plain)
    expect(read('vista=trimestre&fecha=2026-02-31&medico=-1&cita=1e9')).toEqual(plain)
  })

  it('keeps what a change does not speak of', () => {
    const next = writePlace(new URLSearchParams('lang=en&cita=9&medico=3'), {
      view: 'list',
      appointment: null,
    })
    expect(next.toString()).toBe('lang=en&medico=3&vista=lista')
  })
})

describe('paging', () => {
  it.each([
    ['day', '2026-11-25', '2026-11-25', '2026-11-26'],
    ['list', '2026-11-25', '2026-11-25', '2026-11-26'],
    ['week', '2026-11-23', '2026-11-29', '2026-12-02'],
    ['month', '2026-10-26', '2026-12-06', '2026-12-25'],
  ] as const)('of a %s', (view, from, to, next) => {
    const here = { view, day: '2026-11-25' }
    expect(visibleDays(here)).toEqual({ from, to })
    expect(step(here, 1)).toBe(next)
    expect(step({ view, day: step(here, 1) }, -1)).toBe('2026-11-25')
  })
})
