import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  DESKTOP,
  expectAccessible,
  expectNoSidewaysScroll,
  launch,
  ONCE,
  PHONE,
  picture,
  visit,
} from './browser'
import { mailTo } from './mailbox'
import { smallTargets, somebody } from './patient'
import { act, ask, attending, type Doctor, type Entry, expected, walkIn } from './queueClinic'

let browser: Browser
let doctor: Doctor
beforeAll(async () => {
  browser = await launch()
  doctor = await attending('Santos', 'dr.santos')
})
afterAll(() => browser.close())

/** Somebody expected today, and the link in the confirmation. */
async function invited(): Promise<{ entry: Entry; link: string }> {
  const { email } = somebody()
  const entry = await expected(doctor, 'Luz', { email })
  const mail = await mailTo(email, /confirmada/i)
  const link = mail.match(/\/l\/[0-9a-zA-Z_-]+/)?.[0]
  if (!link) throw new Error('The confirmation has no link')
  return { entry, link }
}

it(
  'shows whose turn it is, takes the arrival, and follows the clinic without being touched',
  ONCE,
  async () => {
    const { entry, link } = await invited()
    const before = await walkIn(doctor, 'Pedro')
    const { context, page, errors } = await visit(browser)
    const live = page.waitForResponse((response) => response.url().endsWith('/events'))
    await page.goto(link)
    await page.getByRole('heading', { name: 'Su turno hoy' }).waitFor()
    await live
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    expect(await smallTargets(page)).toEqual([])
    await picture(page, 'patient-phone-10-queue')

    await page.getByRole('button', { name: 'Ya estoy en la clínica' }).click()
    await page.getByText('Avisamos a recepción que usted llegó').first().waitFor()
    await ask('/queue/late', { body: { practitioner: doctor.id, minutes: 20 } })
    await page.getByText('unos 20 minutos de atraso').waitFor()
    await picture(page, 'patient-phone-10-queue-late')

    await act('arrive', doctor, entry.id)
    await act('start', doctor, before.id)
    await page.getByText('Ahora va').waitFor()
    await act('finish', doctor, before.id)
    await act('call', doctor, entry.id)
    await page.getByText('Es su turno: pase, por favor').waitFor()
    await expectAccessible(page)
    await picture(page, 'patient-phone-10-queue-called')
    await act('start', doctor, entry.id)
    await page.getByText('Ya está en consulta').waitFor()
    expect(errors).toEqual([])
    await context.close()
  },
)

it('goes on asking when the live line is cut', ONCE, async () => {
  const { entry, link } = await invited()
  const { context, page } = await visit(browser)
  await page.route('**/events', (route) => route.abort())
  await page.goto(link)
  await page.getByRole('heading', { name: 'Su turno hoy' }).waitFor()
  await act('arrive', doctor, entry.id)
  await act('call', doctor, entry.id)
  await page.getByText('Es su turno: pase, por favor').waitFor({ timeout: 40_000 })
  await act('start', doctor, entry.id)
  await act('finish', doctor, entry.id)
  await context.close()
})

it.each([
  ['phone-es', PHONE, 'es'],
  ['phone-en', PHONE, 'en'],
  ['desktop-es', DESKTOP, 'es'],
  ['desktop-en', DESKTOP, 'en'],
] as const)('the link page is accessible and fits: %s', ONCE, async (name, options, language) => {
  const { link } = await invited()
  const { context, page, errors } = await visit(browser, options)
  await page.goto(`${link}?lang=${language}`)
  await page.locator('.queue').waitFor()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await picture(page, `patient-${name}-10-link`)
  expect(errors).toEqual([])
  await context.close()
})
