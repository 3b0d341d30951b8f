import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP, expectAccessible, expectNoSidewaysScroll, launch, PHONE, picture, visit } from './browser'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const PASSWORD = 'clinica-demo-2026'

async function enter(page: Page, login: string, path: string) {
  await page.goto(path)
  await page.getByLabel(/^(Usuario|User name)$/).fill(login)
  await page.getByLabel(/^(Contraseña|Password)$/).fill(PASSWORD)
  await page.getByRole('button', { name: /^(Entrar|Sign in)$/ }).click()
  await page.locator('.nav').waitFor()
}

const NOBODY_CAME = 'periodo=dias&desde=2020-01-01&hasta=2020-01-31'

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const)('the figures on a %s', (size, options) => {
  it.each([
    ['es', 'light'],
    ['en', 'dark'],
  ] as const)('are accessible and fit, in %s and %s', async (language, colorScheme) => {
    const { context, page, errors } = await visit(browser, { ...options, colorScheme })
    await enter(page, 'admin', `/clinica/informes?lang=${language}`)
    for (const [name, days] of [
      ['full', 'periodo=90'],
      ['empty', NOBODY_CAME],
    ]) {
      await page.goto(`/clinica/informes?${days}&lang=${language}`)
      await page.locator('.fig-tile').first().waitFor()
      await page.locator('.figures:not([aria-busy="true"])').waitFor()
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
      await picture(page, `figures-${size}-${language}-${name}`)
    }
    expect(errors).toEqual([])
    await context.close()
  })
})

it('draws ten weeks of the clinic, and says the same as a table', async () => {
  const { context, page, errors } = await visit(browser, DESKTOP)
  await enter(page, 'admin', '/clinica/informes?periodo=90')
  await page.getByRole('heading', { name: 'Espera por día' }).waitFor()
  const days = page.getByRole('region', { name: 'Espera por día' })
  expect(await days.locator('.fig-lines-median path').first().getAttribute('d')).toMatch(/^M.*L/)
  await days.getByText('Ver los números').click()
  expect(await days.getByRole('row').count()).toBeGreaterThan(20)
  const lead = page.getByRole('region', { name: 'Inasistencias según la antelación' })
  expect(await lead.getByRole('row').count()).toBeGreaterThan(2)
  await expectAccessible(page)
  expect(errors).toEqual([])
  await context.close()
})

it('chooses the days and saves a figure as a file', async () => {
  const { context, page, errors } = await visit(browser, DESKTOP)
  await enter(page, 'admin', '/clinica/informes')
  await page.getByText('Mes pasado').click()
  await page.waitForURL(/periodo=anterior/)
  await page.getByText('90 días').click()
  await page.waitForURL(/periodo=90/)
  await page.locator('.figures:not([aria-busy="true"])').waitFor()
  const arriving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Descargar CSV: Citas por canal' }).click()
  const file = await (await arriving).path()
  const text = await readFile(file, 'utf8')
  expect(text.replace(/^\uFEFF/, '').split('\r\n')[0]).toBe('Canal,Citas,Proporción')
  expect(errors).toEqual([])
  await context.close()
})

it('is for the administrator', async () => {
  const { context, page, errors } = await visit(browser, DESKTOP)
  await enter(page, 'recepcion', '/clinica/agenda')
  expect(await page.getByRole('link', { name: 'Informes' }).count()).toBe(0)
  await page.goto('/clinica/informes')
  expect(await page.locator('.figures').count()).toBe(0)
  expect(errors).toEqual([])
  await context.close()
})
