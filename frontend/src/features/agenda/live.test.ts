import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { spaced } from './live'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('reads at once, then once for a whole burst', async () => {
  const run = vi.fn(async () => undefined)
  const refetch = spaced(run, 300)
  refetch()
  expect(run).toHaveBeenCalledTimes(1)
  for (let count = 0; count < 50; count += 1) refetch()
  await vi.advanceTimersByTimeAsync(300)
  expect(run).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(3000)
  expect(run).toHaveBeenCalledTimes(2)
})

it('goes on after a read that failed', async () => {
  const run = vi.fn().mockRejectedValueOnce(new Error('down')).mockResolvedValue(undefined)
  const refetch = spaced(run, 300)
  refetch()
  await vi.advanceTimersByTimeAsync(300)
  refetch()
  expect(run).toHaveBeenCalledTimes(2)
})
