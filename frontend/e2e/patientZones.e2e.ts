import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launch, ONCE, PHONE, visit } from './browser'
import { codeTo, mailTo } from './mailbox'
import { fillIn, type Person, somebody } from './patient'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const NOTE = 'Hora de la República Dominicana'
/** Puerto Rico shows the clinic's own hour all year: nothing is said there. */
const BROWSERS = [
  ['America/New_York', true],
  ['Europe/Madrid', true],
  ['Asia/Tokyo', true],
  ['America/Los_Angeles', true],
  ['Pacific/Auckland', true],
  ['America/Puerto_Rico', false],
] as const

const LOOKED_UP = new Set<string>(['Asia/Tokyo', 'America/Puerto_Rico'])

/** What a text of the API's moment says on the clinic's wall: "2026-11-30T09:30:00-04:00" is "9:30". */
function wallHour(start: string): string {
  const [hour = '', minute = ''] = start.slice(11, 16).split(':')
  return `${Number(hour) % 12 || 12}:${minute}`
}

async function expectHour(page: Page, ready: string, start: string, abroad: boolean): Promise<void> {
  await page.locator(ready).first().waitFor()
  const text = await page.locator('#main').textContent()
  expect(text).toMatch(new RegExp(`(^|\\D)${wallHour(start)}\\s(a|p)\\.\\sm\\.`))
  expect(text).toMatch(new RegExp(`(^|\\D)${Number(start.slice(8, 10))} de `))
  expect(await page.getByText(NOTE).count()).toBe(abroad ? 1 : 0)
}

async function find(page: Page, person: Person, reference: string): Promise<void> {
  await page.goto('/buscar-cita')
  await page.locator('#number').fill(reference)
  for (const [index, part] of (['day', 'month', 'year'] as const).entries())
    await page.locator(`#${part}`).fill(person.born[index] ?? '')
  await page.locator('form button[type=submit]').click()
}

it.each(BROWSERS)('keeps the clinic’s hour on every screen for a phone in %s', ONCE, async (zone, abroad) => {
  const { context, page, errors } = await visit(browser, { ...PHONE, timezoneId: zone })
  const person = somebody()
  await page.goto('/reservar?servicio=1&medico=1')
  await page.locator('.day').nth(6).click()
  expect(await page.getByText(NOTE).count()).toBe(abroad ? 1 : 0)
  const tapped = page.locator('.time').last()
  const shown = await tapped.locator('[aria-hidden]').textContent()
  await tapped.click()
  await page.locator('#name').waitFor()
  const start = new URL(page.url()).searchParams.get('hora') ?? ''
  expect(start).toMatch(/-04:00$/)
  expect(shown).toBe(wallHour(start))
  await expectHour(page, '.summary-when', start, abroad)
  await fillIn(page, person)
  await page.locator('form button[type=submit]').click()
  await page.waitForURL(/\/cita\/\d+$/)
  await expectHour(page, '.reference', start, abroad)
  const reference = (await page.locator('.reference strong').textContent()) ?? ''
  await page.locator('#code').fill(await codeTo(person.email, /confirme/i))
  await page.getByRole('button', { name: 'Confirmar el correo' }).click()
  const mail = await mailTo(person.email, /confirmada/i)
  expect(mail).toContain(wallHour(start))
  // Few visits may be looked up in a quarter of an hour
  if (LOOKED_UP.has(zone)) {
    await find(page, person, reference)
    await expectHour(page, '.reference', start, abroad)
  }
  await page.goto(mail.match(/\/l\/[0-9a-zA-Z_-]+/)?.[0] ?? '')
  await expectHour(page, '.actions', start, abroad)
  expect(errors).toEqual([])
  await context.close()
})
