import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderHook, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import type { ReactNode } from 'react'
import { expect, it } from 'vitest'
import { network, withNetwork } from '../../testing/screen'
import { useLiveAgenda } from './live'

withNetwork()

const ASKED = ['getAgenda', 'listExceptions', 'listAvailability', 'listAffected', 'getClinic']

it('reads hours again when they change, and only visits when a visit changes', async () => {
  const queries = new QueryClient()
  for (const name of ASKED) queries.setQueryData([{ _id: name }], {})
  const told = stream()
  const { result } = renderHook(useLiveAgenda, { wrapper: within(queries) })
  await waitFor(() => expect(result.current).toBe(true))
  await waitFor(() => expect(stale(queries)).toEqual(ASKED.slice(0, -1)))

  for (const name of ASKED) queries.setQueryData([{ _id: name }], {})
  told('appointment')
  await waitFor(() => expect(stale(queries)).toEqual(['getAgenda']))
  told('schedule')
  await waitFor(() => expect(stale(queries)).toEqual(ASKED.slice(0, -1)))
})

/** An open line to the server; answers what puts an event on it. */
function stream(): (event: string) => void {
  let line: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      line = controller
    },
  })
  network.use(
    http.get(
      '/api/events',
      () => new HttpResponse(body, { headers: { 'Content-Type': 'text/event-stream' } }),
    ),
  )
  return (event) => line?.enqueue(new TextEncoder().encode(`id: 1\nevent: ${event}\ndata: {}\n\n`))
}

const within =
  (client: QueryClient) =>
  ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )

const stale = (queries: QueryClient) =>
  ASKED.filter((name) => queries.getQueryState([{ _id: name }])?.isInvalidated)
