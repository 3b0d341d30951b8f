import './app.css'
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { startClient } from '../api/http'
import { restoreSession } from '../api/renew'
import { loadTimes } from '../features/booking/loadTimes'
import { clinicOptions, servicesOptions } from '../features/clinic/queries'
import { startLanguage } from '../i18n/i18n'
import { messages } from '../i18n/patient/es'
import { routes } from '../routes'
import { App } from './App'
import { readBoot } from './boot'
import { earlyAnswer } from './early'
import { queryClient } from './queryClient'

/** Spanish comes with the entry; English is fetched by those who ask for it. */
const catalogs = { es: async () => ({ messages }), en: () => import('../i18n/patient/en') }

/** The screen that a deep link opens is fetched while the rest gets ready. */
function startOf(path: string): Promise<unknown> | undefined {
  if (path === routes.times) return loadTimes()
  if (path === routes.details) return import('../features/booking/DetailsPage')
  return path.startsWith(routes.link.replace(':token', '')) ? import('../features/links/LinkPage') : undefined
}

async function start(): Promise<void> {
  startClient(earlyAnswer)
  startOf(location.pathname)?.catch(() => undefined)
  const language = startLanguage(catalogs)
  const restored = restoreSession()
  await language
  readBoot(queryClient)
  queryClient.prefetchQuery(clinicOptions())
  queryClient.prefetchQuery(servicesOptions())
  await restored
  const root = document.getElementById('root')
  if (!root) return
  createRoot(root).render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </I18nProvider>,
  )
}

start()
