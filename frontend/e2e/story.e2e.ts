import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn } from './agendaClinic'
import { DESKTOP, launch, ONCE, picture, visit } from './browser'
import { codeTo, linkOf, mailTo } from './mailbox'
import { chooseTime, confirm, fillIn, somebody } from './patient'

const AT_ONCE = 1_000

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

async function openAgenda(page: Page, day: string): Promise<void> {
  await signIn(page)
  await page.goto(`/clinica/agenda?vista=dia&fecha=${day}`)
  await page.locator('.live[data-live="true"]').waitFor()
}

it('books, shows at once, mails, cancels from the mail, clears', ONCE, async () => {
  const person = somebody()
  const patient = await visit(browser)
  const doctor = await visit(browser, DESKTOP)
  const inAgenda = doctor.page.locator('.visit').getByText(`${person.name} ${person.surnames}`).first()

  await chooseTime(patient.page)
  const day = new URL(patient.page.url()).searchParams.get('hora')?.slice(0, 10) ?? ''
  await openAgenda(doctor.page, day)
  await fillIn(patient.page, person)
  expect(await inAgenda.count()).toBe(0)

  const seen = inAgenda.waitFor({ timeout: 10_000 }).then(() => Date.now())
  const answered = patient.page
    .waitForResponse((response) => response.url().endsWith('/api/appointments') && response.status() === 201)
    .then(() => Date.now())
  await confirm(patient.page)
  expect((await seen) - (await answered)).toBeLessThan(AT_ONCE)
  await picture(patient.page, 'story-1-booked')
  await picture(doctor.page, 'story-2-agenda')

  await patient.page.locator('#code').fill(await codeTo(person.email, /confirme/i))
  await patient.page.getByRole('button', { name: 'Confirmar el correo' }).click()
  const mail = await mailTo(person.email, /confirmada/i)
  await patient.page.goto(linkOf(mail, 'cancel'))
  await patient.page.getByRole('dialog').waitFor()
  await picture(patient.page, 'story-3-link')
  const gone = inAgenda.waitFor({ state: 'detached', timeout: 10_000 }).then(() => Date.now())
  await patient.page.getByRole('button', { name: 'Cancelar la cita' }).click()
  await patient.page.getByRole('heading', { name: 'Esta cita está cancelada' }).waitFor()
  const cancelled = Date.now()
  expect((await gone) - cancelled).toBeLessThan(AT_ONCE)
  await mailTo(person.email, /cancelada/i)

  expect([...patient.errors, ...doctor.errors]).toEqual([])
  await patient.context.close()
  await doctor.context.close()
})
