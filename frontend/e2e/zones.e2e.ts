import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn } from './agendaClinic'
import { DESKTOP, launch, picture, visit } from './browser'
import { clinicTime, type Shown, whatIsShown } from './clinicTime'

/** The clinic's own clock in every view, whatever the device's: a clinic whose clocks never change, and one's that do. */
let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const CLINICS = ['America/Santo_Domingo', 'America/New_York']
const BROWSERS = [
  'Asia/Tokyo',
  'America/New_York',
  'America/Los_Angeles',
  'Europe/Madrid',
  'Pacific/Auckland',
]
/** The Sundays on which the United States and Europe change their clocks: the last day of a week from Monday. */
const CHANGES = ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01']
const HOURS = ['08:00', '09:30', '12:00', '16:45']
const SAID = ['8:00 a. m.', '9:30 a. m.', '12:00 p. m.', '4:45 p. m.']

const DAY = 86_400_000
const plus = (day: string, count: number) =>
  new Date(Date.parse(`${day}T12:00:00Z`) + count * DAY).toISOString().slice(0, 10)

function daysOf(url: URL): string[] {
  const [from, to] = [url.searchParams.get('from') ?? '', url.searchParams.get('to') ?? '']
  const count = Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1
  return Array.from({ length: count }, (_unused, index) => plus(from, index))
}

/** The same four visits every day, by the clinic's clock. */
function agendaOf(practitioner: number, days: string[], timeZone: string) {
  const at = (day: string, time: string) => clinicTime(day, time, timeZone)
  const later = (time: string) => `${time.slice(0, 3)}${String(Number(time.slice(3)) + 14).padStart(2, '0')}`
  const appointments = days.flatMap((day, index) =>
    HOURS.map((time, nth) => ({
      ...{ id: 1 + index * 10 + nth + practitioner * 10_000, number: `T${index}${nth}`, sequence: 0 },
      ...{ state: 'booked', confirmed: false, requested: false, mode: 'time', turn: null, can: [] },
      ...{ start: at(day, time), end: at(day, later(time)), timezone: timeZone },
      ...{ practitioner, practitioner_name: 'Dra. Zona', service: 1, service_name: 'Consulta' },
      ...{ location: 1, location_name: 'Sede', patient: 1, patient_name: `Visita ${time}`, room: null },
      ...{ overbooked: false, priority: 'routine', origin: 'web', phone: null, birth_date: null },
    })),
  )
  const open = days.map((day) => ({ start: at(day, '08:00'), end: at(day, '17:00'), mode: 'time' }))
  return { timezone: timeZone, appointments, open, exceptions: [], holidays: [] }
}

/** The clinic of the demo moves to another zone. */
async function move(page: Page, timeZone: string) {
  await page.route('**/api/clinic', async (route: Route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), timezone: timeZone } })
  })
  await page.route('**/api/agenda?*', (route) => {
    const url = new URL(route.request().url())
    const practitioner = Number(url.searchParams.get('practitioner'))
    return route.fulfill({ json: agendaOf(practitioner, daysOf(url), timeZone) })
  })
  await page.route('**/api/agendas?*', (route) => {
    const url = new URL(route.request().url())
    const items = url.searchParams
      .getAll('practitioner')
      .map(Number)
      .map((practitioner) => ({ practitioner, ...agendaOf(practitioner, daysOf(url), timeZone) }))
    return route.fulfill({ json: { items } })
  })
}

async function walk(page: Page, url: string, ready: string) {
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, url)
  await page.locator(ready).first().waitFor()
}

const spaced = (text: string) => text.replace(/\s+/g, ' ')

/** Each of the four visits of a column stands there, with the hour that the clinic's clock shows. */
function expectHours({ visits, labels }: Shown, columns: number) {
  expect(labels[0]).toBe('7 a. m.')
  for (let column = 0; column < columns; column += 1) {
    const texts = visits.filter((one) => one.column === column).map(({ text }) => text)
    expect(texts).toHaveLength(HOURS.length)
    SAID.forEach((said, nth) => {
      expect(texts.some((text) => text.includes(`Visita ${HOURS[nth]}`) && text.includes(said))).toBe(true)
    })
  }
}

/** Signing in is counted: the session goes from browser to browser. */
let signed: Awaited<ReturnType<BrowserContext['storageState']>> | undefined

it.each(BROWSERS)(
  'each clinic keeps its own clock in a browser of %s',
  async (timezoneId) => {
    const { context, page, errors } = await visit(browser, {
      ...DESKTOP,
      timezoneId,
      ...(signed && { storageState: signed }),
    })
    if (!signed) await signIn(page, 'recepcion')
    for (const clinic of CLINICS) await keepsItsClock(page, clinic)
    expect(errors).toEqual([])
    signed = await context.storageState()
    await context.close()
  },
  300_000,
)

async function keepsItsClock(page: Page, clinic: string) {
  await page.unrouteAll()
  await move(page, clinic)
  await page.goto('/clinica/agenda?vista=lista&fecha=2026-01-15')
  await page.locator('.day-list').waitFor()
  for (const sunday of CHANGES) {
    const number = Number(sunday.slice(8))
    await walk(page, `/clinica/agenda?vista=semana&fecha=${sunday}`, '.grid-week')
    await page.locator('.day-header').nth(6).getByText(`${number}`, { exact: true }).waitFor()
    expectHours(await whatIsShown(page), 7)
    await walk(page, `/clinica/agenda?vista=dia&fecha=${sunday}`, '.grid-day [data-visit^="a"]')
    expectHours(await whatIsShown(page), 1)
    await walk(page, `/clinica/agenda?vista=lista&fecha=${sunday}`, '.day-list')
    await expect
      .poll(async () => (await page.locator('.day-visit-time').allTextContents()).map(spaced))
      .toEqual(SAID)
    await walk(page, `/clinica/agenda?vista=mes&fecha=${sunday}`, '.month')
    const days = await page
      .locator('.month-day:not(.is-outside) .month-open')
      .evaluateAll((buttons) => buttons.map((button) => (button.textContent ?? '').replace(/\s+/g, ' ')))
    expect(days).toHaveLength(new Date(Date.UTC(2026, Number(sunday.slice(5, 7)), 0)).getUTCDate())
    for (const [index, day] of days.entries()) expect(day).toMatch(new RegExp(`^${index + 1}\\D*4 `))
    await walk(page, `/clinica/tablero?fecha=${sunday}`, '.grid-columns [data-visit^="a"]')
    await expect.poll(() => page.locator('h1').first().textContent()).toContain(` ${number} de `)
    const board = await whatIsShown(page)
    expectHours(board, new Set(board.visits.map(({ column }) => column)).size)
  }
  await picture(page, `zones-${clinic}`.replaceAll('/', '-'))
}
