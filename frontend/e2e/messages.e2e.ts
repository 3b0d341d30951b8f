import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from './agendaClinic'
import { DESKTOP, expectAccessible, expectNoSidewaysScroll, launch, PHONE, picture, visit } from './browser'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const FILTERS = ['fallidos', 'espera', 'todos'] as const

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const)('the messages on a %s', (size, options) => {
  it.each(['es', 'en'])('are accessible and fit, in %s', async (language) => {
    const { context, page, errors } = await visit(browser, options)
    await signIn(page, 'admin', `/clinica?lang=${language}`)
    await page.getByRole('button', { name: /^(Más|More)$/ }).click()
    await page.getByRole('link', { name: /^(Mensajes|Messages)$/ }).click()
    for (const filter of FILTERS) {
      await page.goto(`/clinica/mensajes?ver=${filter}&lang=${language}`)
      await page.locator('.messages, .messages-empty').waitFor()
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
      await picture(page, `messages-${size}-${language}-${filter}`)
    }
    expect(errors).toEqual([])
    await context.close()
  })
})

it('stops a message that waits, where the reader is', async () => {
  const { context, page, errors } = await visit(browser, DESKTOP)
  await signIn(page, 'recepcion')
  await page.goto('/clinica/mensajes?ver=espera')
  const row = page.locator('.message.is-queued').first()
  await row.getByRole('button', { name: /^Cancelar/ }).click()
  await page.locator('.notice').getByText('no se enviará').waitFor()
  await page.locator('.message.is-cancelled:focus').waitFor()
  await expectAccessible(page)
  expect(errors).toEqual([])
  await context.close()
})

it('shows the administrator the templates in a tab of their own', async () => {
  const { context, page, errors } = await visit(browser, DESKTOP)
  await signIn(page, 'admin')
  await page.getByRole('button', { name: 'Más' }).click()
  await page.getByRole('link', { name: 'Mensajes' }).click()
  const opened = context.waitForEvent('page')
  await page.getByRole('button', { name: /Ver plantillas/ }).click()
  const tab = await opened
  await tab.waitForURL(/\/plantillas\//)
  expect(await tab.evaluate(() => window.opener)).toBeNull()
  expect(errors).toEqual([])
  await context.close()
})

it('are no page for a doctor', async () => {
  const { context, page, errors } = await visit(browser, DESKTOP)
  await signIn(page)
  await page.getByRole('button', { name: 'Más' }).click()
  expect(await page.getByRole('link', { name: 'Mensajes' }).count()).toBe(0)
  await page.goto('/clinica/mensajes')
  await page.getByRole('heading', { name: 'Esta página no existe' }).waitFor()
  await expectAccessible(page)
  expect(errors).toEqual([])
  await context.close()
})
