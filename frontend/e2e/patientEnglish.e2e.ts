import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launch, ONCE, picture, visit } from './browser'
import { codeTo, mailTo } from './mailbox'
import { fillIn, somebody } from './patient'
import { expectNoSpanish } from './spanish'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

it('knows Spanish when it sees it', ONCE, async () => {
  const { context, page } = await visit(browser)
  for (const address of ['/', '/buscar-cita', '/registro']) {
    await page.goto(`${address}?lang=es`)
    await page.locator('h1').waitFor()
    await expect(expectNoSpanish(page)).rejects.toThrow()
  }
  await context.close()
})

it('takes a visitor through the whole visit in English', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  const person = somebody()
  await page.goto('/')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Book your appointment' }).waitFor()
  await expectNoSpanish(page)
  await page.locator('.cards .card').first().click()
  await page.getByRole('heading', { name: 'Choose day and time' }).waitFor()
  await page.locator('.day').nth(4).click()
  await expectNoSpanish(page)
  await page.locator('.time').last().click()
  await page.getByRole('heading', { name: 'Your details' }).waitFor()
  await fillIn(page, person)
  await expectNoSpanish(page)
  await page.getByRole('button', { name: 'Confirm the appointment' }).click()
  await page.waitForURL(/\/cita\/\d+$/)
  const reference = (await page.locator('.reference strong').textContent()) ?? ''
  await expectNoSpanish(page)
  await picture(page, 'patient-english-1-booked')

  await page.locator('#code').fill(await codeTo(person.email, /confirm your e-mail/i))
  await page.locator('#code').press('Enter')
  const mail = await mailTo(person.email, /appointment confirmed/i)
  const said = mail.match(/<pre>(.*?)<\/pre>/s)?.[1] ?? ''
  expect(said).toContain('I cannot come')
  expect(said).not.toMatch(/\b(Hola|cita|hora|Mover|Cancelar|Llámenos|paciente)\b/i)

  await page.goto('/buscar-cita')
  await page.locator('#number').fill(reference)
  for (const [index, part] of (['day', 'month', 'year'] as const).entries())
    await page.locator(`#${part}`).fill(person.born[index] ?? '')
  await page.locator('form button[type=submit]').click()
  await page.locator('.reference').waitFor()
  await expectNoSpanish(page)
  await page.getByRole('link', { name: 'Move it' }).click()
  await page.locator('.day').nth(6).click()
  await page.locator('.time').last().click()
  await expectNoSpanish(page)
  await page.getByRole('button', { name: /^Change to/ }).click()
  await page.getByRole('heading', { name: 'Your appointment was moved' }).waitFor()
  await expectNoSpanish(page)
  await page.getByRole('button', { name: 'I can’t come' }).click()
  await expectNoSpanish(page)
  await page.getByRole('button', { name: 'Cancel the appointment' }).click()
  await page.getByRole('heading', { name: 'This appointment is cancelled' }).waitFor()
  await expectNoSpanish(page)
  await picture(page, 'patient-english-2-cancelled')
  await mailTo(person.email, /cancelled/i)
  expect(errors).toEqual([])
  await context.close()
})
