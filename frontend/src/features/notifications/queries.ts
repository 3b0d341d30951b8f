import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import {
  cancelNotification,
  type Notification,
  type NotificationList,
  type NotificationState,
  type NotificationVerb,
  retryNotification,
} from '../../api/client'
import {
  listNotificationsInfiniteOptions,
  listNotificationsQueryKey,
} from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'

export type Filter = 'failed' | 'waiting' | 'all'

const STATES: Record<Filter, NotificationState[]> = {
  failed: ['failed', 'refused', 'bounced', 'unknown'],
  waiting: ['queued', 'sending'],
  all: [],
}

/** The messages, newest first, a page at a time. Each reading is audited: nothing reads again by itself. */
export function useMessages(filter: Filter) {
  const state = STATES[filter]
  const query = state.length > 0 ? { state } : {}
  return useInfiniteQuery({
    ...listNotificationsInfiniteOptions({ query }),
    initialPageParam: {},
    getNextPageParam: ({ next }) => next,
    refetchOnWindowFocus: false,
  })
}

export interface MessageRequest {
  verb: NotificationVerb
  message: Notification
}

const SEND = { retry: retryNotification, cancel: cancelNotification } as const

async function send({ verb, message }: MessageRequest): Promise<Notification> {
  const { data } = await SEND[verb]({ path: { id: message.id }, throwOnError: true })
  return data
}

interface Told {
  onDone: (request: MessageRequest) => void
  onRefused: (problem: Problem) => void
}

/** The answer takes its place where the reader is; the other lists are read again when they are next shown. */
export function useMessageVerb({ onDone, onRefused }: Told) {
  const queries = useQueryClient()
  return useMutation<Notification, Problem, MessageRequest>({
    mutationFn: send,
    onSuccess: (changed, request) => {
      place(queries, changed)
      void queries.invalidateQueries({ ...everyList(), refetchType: 'none' })
      onDone(request)
    },
    onError: (problem) => {
      // A verb that is no longer possible means that the screen is behind.
      void queries.invalidateQueries(everyList())
      onRefused(problem)
    },
  })
}

function everyList() {
  const [{ _id }] = listNotificationsQueryKey()
  return { predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => idOf(queryKey) === _id }
}

function idOf([key]: readonly unknown[]): unknown {
  return (key as { _id?: unknown } | undefined)?._id
}

type Pages = InfiniteData<NotificationList>

function place(queries: QueryClient, changed: Notification) {
  const swap = (list: NotificationList) => ({
    ...list,
    items: list.items.map((item) => (item.id === changed.id ? changed : item)),
  })
  queries.setQueriesData<Pages>(everyList(), (data) => data && { ...data, pages: data.pages.map(swap) })
}
