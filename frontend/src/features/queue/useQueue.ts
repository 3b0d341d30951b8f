import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { getQueueOptions } from '../../api/client/@tanstack/react-query.gen'
import { notify } from '../../staff/notices'
import { flash } from '../agenda/flash'
import { changesBetween } from './changes'
import { setServerNow } from './minute'
import type { Queue } from './model'
import { isOwn } from './own'
import { changesText } from './words'

const LOOK_AGAIN = 60_000

/** Today's waiting rooms. What others change flashes once and is said politely. */
export function useQueue() {
  const queue = useQuery({
    ...getQueueOptions(),
    staleTime: 0,
    refetchInterval: LOOK_AGAIN,
    refetchOnWindowFocus: 'always',
  })
  useChanges(queue.data)
  return queue
}

function useChanges(queue: Queue | undefined) {
  const last = useRef<Queue | null>(null)
  useEffect(() => {
    if (!queue) return
    const before = last.current
    last.current = queue
    setServerNow(queue.now)
    if (before?.date !== queue.date) return
    const changes = changesBetween(before.practitioners, queue.practitioners, isOwn)
    for (const { entry } of changes) flash(entry.id)
    if (changes.length > 0) notify(changesText(changes))
  }, [queue])
}
