import { describe, expect, it } from 'vitest'
import { paramsOf, periodOf } from './period'

const TODAY = '2026-03-05'
const of = (search: string) => periodOf(new URLSearchParams(search), TODAY)

describe('the days that count', () => {
  it.each([
    ['', '2026-02-04', '2026-03-05'],
    ['periodo=90', '2025-12-06', '2026-03-05'],
    ['periodo=mes', '2026-03-01', '2026-03-05'],
    ['periodo=anterior', '2026-02-01', '2026-02-28'],
    ['periodo=dias&desde=2026-01-10&hasta=2026-01-20', '2026-01-10', '2026-01-20'],
    ['periodo=dias&desde=2026-01-20&hasta=2026-01-10', '2026-01-10', '2026-01-20'],
    ['periodo=dias&desde=2020-01-01&hasta=2026-01-10', '2025-01-10', '2026-01-10'],
    ['periodo=dias&desde=mal', '2026-02-04', '2026-03-05'],
    ['periodo=nada', '2026-02-04', '2026-03-05'],
  ])('%s', (search, from, to) => {
    expect(of(search)).toMatchObject({ from, to })
  })

  it('goes to the address and back', () => {
    const chosen = of('periodo=dias&desde=2026-01-10&hasta=2026-01-20')
    expect(paramsOf(chosen)).toEqual({ periodo: 'dias', desde: '2026-01-10', hasta: '2026-01-20' })
    expect(paramsOf(of('periodo=mes'))).toEqual({ periodo: 'mes' })
  })
})
