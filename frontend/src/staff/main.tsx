import './mantine'
import './staff.css'
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { client } from '../api/client/client.gen'
import { startClient } from '../api/http'
import { asProblem } from '../api/problem'
import { startLanguage } from '../i18n/i18n'
import { staffFetch, startAccess } from './access'
import { StaffApp } from './StaffApp'
import { theme } from './theme'

const RETRIES = 2

/** Only what may pass by itself is tried again: no answer, or a server in trouble. */
function retry(failures: number, error: unknown): boolean {
  const { status } = asProblem(error)
  return failures < RETRIES && (status === 0 || status >= 500)
}

// A change without network is refused at once: what waits unseen would be sent when it is no longer true.
const queries = new QueryClient({
  defaultOptions: { queries: { retry, staleTime: 10_000 }, mutations: { networkMode: 'always' } },
})

async function start(root: HTMLElement) {
  startClient()
  client.setConfig({ fetch: staffFetch })
  // Neither waits for the other: on a slow line each costs a second.
  await Promise.all([
    startLanguage({ es: () => import('../i18n/staff/es'), en: () => import('../i18n/staff/en') }),
    startAccess(),
  ])
  createRoot(root).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={queries}>
          <MantineProvider
            theme={theme}
            defaultColorScheme="auto"
            withCssVariables={false}
            withGlobalClasses={false}
          >
            <StaffApp />
          </MantineProvider>
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (root) void start(root)
