import { describe, expect, it } from 'vitest'
import { type BlockDraft, spanOf } from './block'

const draft: BlockDraft = {
  practitioner: 3,
  from: '2026-11-25',
  to: '2026-11-26',
  whole: true,
  start: '',
  end: '',
  weeks: 1,
  reason: '',
}
const ZONE = 'America/Santo_Domingo'

describe('the span of a block', () => {
  it('of whole days ends with the last one', () => {
    expect(spanOf(draft, ZONE)).toEqual({
      start: '2026-11-25T00:00:00-04:00',
      end: '2026-11-27T00:00:00-04:00',
    })
  })

  it('of some hours is what the clinic’s clock says', () => {
    const hours = { ...draft, whole: false, to: '2026-11-25', start: '10:00', end: '12:30' }
    expect(spanOf(hours, ZONE)).toEqual({
      start: '2026-11-25T10:00:00-04:00',
      end: '2026-11-25T12:30:00-04:00',
    })
  })

  it('is a whole day also when the clocks change', () => {
    const day = { ...draft, from: '2026-11-01', to: '2026-11-01' }
    expect(spanOf(day, 'America/New_York')).toEqual({
      start: '2026-11-01T00:00:00-04:00',
      end: '2026-11-02T00:00:00-05:00',
    })
  })

  it.each([
    ['without an end', { whole: false, start: '10:00' }],
    ['that ends before it starts', { whole: false, to: '2026-11-25', start: '10:00', end: '09:00' }],
    ['without a day', { from: '' }],
  ])('is nothing %s', (_what, change) => {
    expect(spanOf({ ...draft, ...change }, ZONE)).toBeNull()
  })
})
