import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import type { ReactNode } from 'react'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { startClient } from '../api/http'
import { closeSession } from '../api/renew'
import { messages } from '../i18n/patient/es'
import { messages as visits } from '../i18n/visits/es'
import { appointment, clinic, practitioners, services } from './world'

const ok = (path: string, body: object) => http.get(path, () => HttpResponse.json(body))

/** The network of a quiet clinic: tests add what matters to them. */
export const network = setupServer(
  ok('/api/clinic', clinic),
  ok('/api/services', { items: services, next: null }),
  ok('/api/practitioners', { items: practitioners, next: null }),
  ok('/api/insurers', { items: [], next: null }),
  http.post('/api/auth/guest', () =>
    HttpResponse.json({
      access_token: 'guest',
      token_type: 'bearer',
      expires_in: 1800,
      role: 'guest',
      name: null,
    }),
  ),
  http.post('/api/holds', () =>
    HttpResponse.json(appointment({ state: 'pending', number: '' }), { status: 201 }),
  ),
)

/** Call once in a test file that shows screens. */
export function withNetwork(): void {
  beforeAll(() => network.listen({ onUnhandledRequest: 'error' }))
  beforeEach(() => {
    startClient()
    i18n.loadAndActivate({ locale: 'es', messages: { ...messages, ...visits } })
    sessionStorage.clear()
    localStorage.clear()
  })
  afterEach(() => {
    network.resetHandlers()
    closeSession()
  })
  afterAll(() => network.close())
}

export function showScreen(address: string, screen: ReactNode) {
  history.replaceState(null, '', address)
  const client = new QueryClient({
    defaultOptions: {
      queries: { retry: false, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  })
  return render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={client}>{screen}</QueryClientProvider>
    </I18nProvider>,
  )
}

export function problem(status: number, code: string, more: object = {}) {
  const body = { type: `/problems/${code}`, title: code, status, detail: `detail of ${code}`, ...more }
  return HttpResponse.json(body, { status, headers: { 'Content-Type': 'application/problem+json' } })
}
