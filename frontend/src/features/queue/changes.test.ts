import { expect, it } from 'vitest'
import { at, entry, lane } from './builders'
import { changesBetween } from './changes'

const nobody = () => false
const kinds = (before: Parameters<typeof entry>[0], after: Parameters<typeof entry>[0]) =>
  changesBetween([lane([entry(before)])], [lane([entry(after)])], nobody).map(({ kind }) => kind)

it('tells what others did', () => {
  expect(changesBetween([lane([])], [lane([entry()])], nobody)).toMatchObject([{ kind: 'new' }])
  expect(changesBetween([lane([entry()])], [lane([])], nobody)).toMatchObject([{ kind: 'gone' }])
  expect(kinds({ stage: 'waiting' }, { stage: 'called' })).toEqual(['stage'])
  expect(kinds({ stage: 'expected' }, { stage: 'expected', checked_in_at: at('09:50') })).toEqual([
    'checked_in',
  ])
})

it('is silent about what it did itself', () => {
  expect(changesBetween([lane([])], [lane([entry()])], () => true)).toEqual([])
})

it('is silent about places that change because others were called', () => {
  const moved = { code: 'moved', text: 'Movida', note: 'mareos' } as const
  expect(kinds({ position: 4 }, { position: 3 })).toEqual([])
  expect(kinds({ position: 4, reason: moved }, { position: 3, reason: moved })).toEqual([])
  expect(kinds({ position: 4 }, { position: 1, reason: moved })).toEqual(['moved'])
})
