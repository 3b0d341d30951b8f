import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { dayAhead, signIn } from './agendaClinic'
import {
  DESKTOP,
  expectAccessible,
  expectNoSidewaysScroll,
  expectReadable,
  launch,
  PHONE,
  picture,
  type Visit,
  visit,
} from './browser'

interface Row {
  /** What says that the screen is there. */
  ready: string
  /** Other states of the screen: how to get there from a fresh page. */
  states?: Record<string, (page: Page) => Promise<void>>
  /** Does not read a list: neither empty nor refused is a state of its own. */
  fixed?: true
}

const dialog = (page: Page) => page.getByRole('dialog').waitFor()

async function openFirst(page: Page, selector: string) {
  await page.locator(selector).first().click()
  await dialog(page)
}

async function openPatient(page: Page) {
  await page.getByRole('combobox').fill('mar')
  await page.getByRole('option').first().click()
  await page.locator('.patients-visits').first().waitFor()
}

const panel = { panel: (page: Page) => openFirst(page, '.kept-open') }
const VISIT = '.grid [data-visit^="a"], .day-visit-open'

/** Each address of the router. */
const TABLE: Record<string, Row> = {
  '/clinica/tablero': {
    ready: '.board .grid-columns, .board .day-list, .board .empty',
    states: {
      find: async (page) => {
        await page.getByRole('button', { name: /Buscar paciente|Find a patient/ }).click()
        await page.getByRole('searchbox').fill('ma')
        await page.locator('.found-row').first().waitFor()
      },
      visit: (page) => openFirst(page, VISIT),
    },
  },
  '/clinica/agenda': {
    ready: '.grid .rbc-time-gutter, .day-list, .empty',
    states: {
      block: async (page) => {
        await page.getByRole('button', { name: /Bloquear tiempo|Block time/ }).click()
        await dialog(page)
      },
      visit: (page) => openFirst(page, VISIT),
    },
  },
  '/clinica/sala': { ready: '.queue-toolbar' },
  '/clinica/por-confirmar': { ready: '.rows, .empty' },
  '/clinica/espera': { ready: '.rows, .empty' },
  '/clinica/ausencias': { ready: '.rows, .empty' },
  '/clinica/pacientes': {
    ready: '.patient-picker',
    fixed: true,
    states: {
      search: async (page) => {
        await page.getByRole('combobox').fill('mar')
        await page.getByRole('option').first().waitFor()
      },
      card: openPatient,
      edit: async (page) => {
        await openPatient(page)
        await page.locator('.patients-head button').click()
        await dialog(page)
      },
    },
  },
  '/clinica/mensajes': { ready: '.messages, .messages-empty' },
  '/clinica/pantallas': { ready: '.screen-form' },
  '/clinica/informes': { ready: '.figure, .empty, svg, table' },
  '/clinica/seguridad': { ready: '.security-list li', fixed: true },
  '/clinica/admin/horarios': { ready: '.week-table' },
  '/clinica/admin/servicios': { ready: '.kept', states: panel },
  '/clinica/admin/medicos': { ready: '.kept', states: panel },
  '/clinica/admin/consultorios': { ready: '.kept', states: panel },
  '/clinica/admin/usuarios': { ready: '.kept', states: panel },
  '/clinica/admin/mensajes': { ready: '.template', states: panel },
  '/clinica/admin/reglas': { ready: '.rules-part', fixed: true },
  '/clinica/admin/registro': { ready: '.audit' },
}

const source = (path: string) => readFileSync(join(import.meta.dirname, '../src', path), 'utf8')
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, one]) => one ?? '')

/** The addresses that are looked at here. */
export const looked = () => Object.keys(TABLE).sort()

/** The addresses as the app's own lists have them. */
export function routes(): string[] {
  const screens = found(source('staff/screens.tsx'), /path: '([^']+)'/g)
  const admin = found(source('features/admin/AdminScreen.tsx'), /\{ path: '([^']+)'/g)
  const own = screens
    .filter((path) => path !== '/clinica/admin/*')
    .map((path) => path.replace(/\/\*\??$/, ''))
  return [...own, ...admin.map((path) => `/clinica/admin/${path}`)].sort()
}

const SIZES = { phone: PHONE.viewport, desktop: DESKTOP.viewport }

/** As it stands, on a phone and on a desktop, by day and by night. */
async function look(page: Page, name: string) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
    await expectReadable(page)
    await picture(page, `all-${size}-dark-${name}`)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.locator('html[data-mantine-color-scheme="light"]').waitFor()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await picture(page, `all-${size}-light-${name}`)
  }
}

async function settled(page: Page, selector: string) {
  await page.locator(selector).first().waitFor()
  await page.locator('main .skeleton').first().waitFor({ state: 'detached' })
}

const LISTS = /\/api\/(?!clinic$|me$|auth\/|events|practitioners$|services$)/

/** What the server would say, without anything in its lists. */
async function emptied(route: Route) {
  if (route.request().method() !== 'GET') return route.continue()
  const response = await route.fetch()
  const body = (await response.json().catch(() => null)) as Record<string, unknown> | null
  if (!body) return route.fulfill({ response })
  const lists = ['items', 'appointments', 'entries', 'visits']
  for (const name of lists) if (Array.isArray(body[name])) body[name] = []
  return route.fulfill({ response, json: body })
}

const REFUSED = {
  status: 403,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', status: 403, title: 'No', detail: 'No se pudo leer.' }),
}

/** Every screen of the staff, in each of its states, for everybody: by the rules of axe. */
export function lookAtEverything(language: 'es' | 'en') {
  let browser: Browser
  // Signing in is counted: one session looks at everything.
  let opened: Visit
  beforeAll(async () => {
    browser = await launch()
    opened = await visit(browser, { ...DESKTOP, reducedMotion: 'reduce' })
    await signIn(opened.page, 'admin', `/clinica?lang=${language}`)
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    await opened.page.unrouteAll()
    await opened.page.setViewportSize(DESKTOP.viewport)
    opened.errors.length = 0
  })

  it.each(Object.entries(TABLE))(
    '%s is accessible and fits',
    async (path, { ready, states = {}, fixed }) => {
      const { page, errors } = opened
      const name = `${language}${path.replaceAll('/', '-').replace('-clinica', '')}`
      const day = dayAhead(1)
      const address = `${path}?lang=${language}${path === '/clinica/sala' ? '' : `&fecha=${day}`}`
      await page.goto(address)
      await settled(page, ready)
      await look(page, name)
      for (const [state, reach] of Object.entries(states)) {
        await page.setViewportSize(DESKTOP.viewport)
        await page.goto(address)
        await settled(page, ready)
        await reach(page)
        await look(page, `${name}-${state}`)
      }
      expect(errors).toEqual([])
      await page.setViewportSize(DESKTOP.viewport)
      if (!fixed) {
        await page.route(LISTS, emptied)
        await page.goto(address)
        await page.locator('main h1').first().waitFor()
        await page.locator('main .skeleton').first().waitFor({ state: 'detached' })
        await look(page, `${name}-empty`)
        await page.unroute(LISTS)
        await page.route(LISTS, (route) => route.fulfill(REFUSED))
        await page.goto(address)
        await page.locator('main [role="alert"]').first().waitFor()
        await look(page, `${name}-refused`)
      }
    },
    400_000,
  )

  it('is accessible before the door, where nothing is, and with the menu open', async () => {
    const { page, errors } = opened
    await page.goto(`/clinica/no-existe?lang=${language}`)
    await page.locator('.lost').waitFor()
    await look(page, `${language}-lost`)
    await page.locator('.nav-more > button').click()
    await look(page, `${language}-menu`)
    expect(errors).toEqual([])
    const stranger = await visit(browser, { ...DESKTOP, reducedMotion: 'reduce' })
    await stranger.page.goto(`/clinica?lang=${language}`)
    await stranger.page.locator('form').waitFor()
    await look(stranger.page, `${language}-sign-in`)
    expect(stranger.errors).toEqual([])
    await stranger.context.close()
  }, 200_000)
}
