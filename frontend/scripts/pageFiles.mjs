// Vite plugin: writes `pages.json`, the patients' addresses with the files that each screen is made of. The adapter
// answers 404, with the same page, to addresses that are not in it, and names a screen's files in the page's head, so
// that the browser fetches them together with the entry instead of after it.
import { relative } from 'node:path'

const ENTRY = 'index.html'
const LANGUAGES = ['es', 'en']
/** Spanish comes with the entry; the second catalog comes with the screens that speak from it. */
const FIRST = (language) => (language === 'es' ? [] : [`src/i18n/patient/${language}.ts`])
const VISITS = (language) => `src/i18n/visits/${language}.ts`

const booking = (screen) => ({ screen: `src/features/booking/${screen}.tsx` })
const later = (screen) => ({ screen: `src/features/${screen}.tsx`, visits: true })

/** The module behind each route of `routes.ts`: `App.tsx` loads the same. */
export const SCREENS = {
  home: {},
  times: booking('TimesPage'),
  details: booking('DetailsPage'),
  wait: later('waiting/WaitPage'),
  appointment: later('appointments/AppointmentPage'),
  move: later('appointments/MovePage'),
  mine: later('appointments/MinePage'),
  signIn: later('account/SignInPage'),
  register: later('account/RegisterPage'),
  reset: later('account/ResetPage'),
  account: later('account/AccountPage'),
  people: later('account/PeoplePage'),
  find: later('appointments/FindPage'),
  link: later('links/LinkPage'),
}

export const pageFiles = (routes) => ({
  name: 'page-files',
  generateBundle(_options, bundle) {
    const { staff, ...pages } = routes
    const rows = Object.entries(pages).map(([name, path]) => [path, filesOf(SCREENS[name], bundle, name)])
    this.emitFile({
      type: 'asset',
      fileName: 'pages.json',
      source: JSON.stringify(Object.fromEntries(rows)),
    })
  },
})

function filesOf(row, bundle, name) {
  if (!row) throw new Error(`scripts/pageFiles.mjs has no row for the route "${name}"`)
  return Object.fromEntries(
    LANGUAGES.map((language) => {
      const { screen, visits } = row
      const modules = [screen, ...FIRST(language), visits && VISITS(language)].filter(Boolean)
      const entry = closure([chunkOf(bundle, ENTRY)], bundle)
      const wanted = closure(
        modules.map((module) => chunkOf(bundle, module)),
        bundle,
      )
      return [language, [...wanted].filter((file) => !entry.has(file))]
    }),
  )
}

function chunkOf(bundle, module) {
  const root = new URL('..', import.meta.url).pathname
  const found = Object.values(bundle).find(
    (file) => file.type === 'chunk' && file.facadeModuleId && relative(root, file.facadeModuleId) === module,
  )
  if (!found) throw new Error(`No file of the build begins with ${module}`)
  return found.fileName
}

/** Those files and all that they import at once. */
function closure(files, bundle) {
  const seen = new Set()
  const visit = (file) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const next of bundle[file]?.imports ?? []) visit(next)
  }
  files.forEach(visit)
  return seen
}
