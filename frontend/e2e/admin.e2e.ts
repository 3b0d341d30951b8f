import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayAhead, signIn } from './agendaClinic'
import {
  baseUrl,
  DESKTOP,
  expectAccessible,
  expectNoSidewaysScroll,
  launch,
  PHONE,
  picture,
  visit,
} from './browser'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const PAGES = {
  horarios: '.week-table',
  servicios: '.kept',
  medicos: '.kept',
  consultorios: '.kept',
  usuarios: '.kept',
  mensajes: '.template',
  reglas: '.rules-part',
  registro: '.audit',
} as const

async function open(page: Page, name: keyof typeof PAGES, language = 'es') {
  await page.goto(`/clinica/admin/${name}?lang=${language}`)
  await page.locator(PAGES[name]).first().waitFor()
}

interface Slots {
  slots: { start: string }[]
}

/** What a visitor is offered. */
async function offered(practitioner: number, service: number, day: string): Promise<string[]> {
  const query = new URLSearchParams({
    practitioner: `${practitioner}`,
    service: `${service}`,
    from: day,
    to: day,
  })
  const answer = await fetch(`${baseUrl()}/api/availability?${query}`)
  return ((await answer.json()) as Slots).slots.map(({ start }) => start.slice(11, 16))
}

async function doctorOf(name: string) {
  const answer = await fetch(`${baseUrl()}/api/practitioners`)
  const { items } = (await answer.json()) as {
    items: { id: number; name: string; services: { id: number }[] }[]
  }
  const found = items.find((one) => one.name.includes(name))
  const service = found?.services[0]
  if (!found || !service) throw new Error(`The demo has no ${name}`)
  return { practitioner: found.id, service: service.id, name: found.name }
}

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const)('the administration on a %s', (size, options) => {
  it.each(['es', 'en'])('is accessible and fits, in %s', async (language) => {
    const { context, page, errors } = await visit(browser, options)
    await signIn(page, 'admin', `/clinica?lang=${language}`)
    for (const name of Object.keys(PAGES) as (keyof typeof PAGES)[]) {
      await open(page, name, language)
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
      await picture(page, `admin-${size}-${language}-${name}`)
    }
    expect(errors).toEqual([])
    await context.close()
  })

  it('is accessible where something is written', async () => {
    const { context, page, errors } = await visit(browser, options)
    await signIn(page, 'admin')
    for (const name of ['servicios', 'medicos', 'consultorios', 'usuarios', 'mensajes'] as const) {
      await open(page, name)
      await page.locator('.kept-open').first().click()
      await page.getByRole('dialog').waitFor()
      await expectAccessible(page)
      await picture(page, `admin-${size}-panel-${name}`)
    }
    await open(page, 'horarios')
    await page
      .getByRole('button', { name: /Cambiar de aquí en adelante/ })
      .first()
      .click()
    await page.locator('.hours-row').first().waitFor()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await page.getByRole('button', { name: 'Ver a quién afecta' }).click()
    await page.locator('.looked').waitFor()
    await expectAccessible(page)
    await picture(page, `admin-${size}-week`)
    expect(errors).toEqual([])
    await context.close()
  })
})

/** The first coming day on which the doctor has free times. */
async function openDay(practitioner: number, service: number): Promise<string> {
  for (let ahead = 8; ahead < 22; ahead += 1) {
    const day = dayAhead(ahead)
    if ((await offered(practitioner, service, day)).length > 3) return day
  }
  throw new Error('No open day in the next three weeks')
}

it('changes one day, and patients are offered the new hours', async () => {
  const { practitioner, service, name } = await doctorOf('Pérez')
  const day = await openDay(practitioner, service)
  const before = await offered(practitioner, service, day)
  const { context, page, errors } = await visit(browser, DESKTOP)
  await signIn(page, 'admin')
  await open(page, 'horarios')
  await page.getByLabel('Médico').selectOption({ label: name })
  await page.getByRole('button', { name: 'Cambiar solo un día' }).click()
  await page.getByLabel('Día', { exact: true }).fill(day)
  await page.getByRole('button', { name: 'No se atiende este día' }).click()
  await page.getByRole('button', { name: 'Añadir horas' }).click()
  await page.getByLabel('Desde las').fill('18:00')
  await page.getByLabel('Hasta las').fill('19:00')
  await page.getByRole('button', { name: 'Ver a quién afecta' }).click()
  await page.getByRole('heading', { name: /cita/ }).waitFor()
  expect(await offered(practitioner, service, day), 'nothing is published by looking').toEqual(before)
  await picture(page, 'admin-desktop-day')
  await page.getByRole('button', { name: 'Publicar' }).click()
  await page.getByText('El horario nuevo ya se ofrece').waitFor()
  await expect.poll(() => offered(practitioner, service, day)).toContain('18:00')
  for (const time of await offered(practitioner, service, day)) expect(time >= '18:00').toBe(true)
  await page.locator('.exception-list').getByText('Horas extra').first().waitFor()
  expect(errors).toEqual([])
  await context.close()
})

it('changes a service, and patients read it', async () => {
  const { context, page, errors } = await visit(browser, DESKTOP)
  await signIn(page, 'admin')
  await open(page, 'servicios')
  const first = page.locator('.kept-open').first()
  const name = (await first.textContent()) ?? ''
  await first.click()
  await page.getByLabel('Precio').fill('abc')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByText('Revise los campos marcados.').waitFor()
  expect(await page.getByLabel('Precio').inputValue(), 'what was typed stays').toBe('abc')
  await page.getByLabel('Precio').fill('2,750')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.locator('.notice').getByText('Guardado').waitFor()
  await page
    .getByRole('row', { name: new RegExp(name) })
    .getByText('RD$2,750')
    .waitFor()
  const answer = await fetch(`${baseUrl()}/api/services`)
  const { items } = (await answer.json()) as { items: { name: string; price: { amount: string } | null }[] }
  expect(items.find((one) => one.name === name)?.price?.amount ?? '2750.00').toBe('2750.00')
  // The browser names the refused request in its console.
  expect(errors.filter((text) => !text.includes('422'))).toEqual([])
  await context.close()
})

const MOST = 'Citas abiertas por persona'
const HOLD = 'Minutos para terminar'

async function numberOf(page: Page, label: string): Promise<number> {
  return Number(await page.getByLabel(label).inputValue())
}

it('keeps what two administrators write at once', async () => {
  const one = await visit(browser, DESKTOP)
  const other = await visit(browser, DESKTOP)
  for (const { page } of [one, other]) {
    await signIn(page, 'admin')
    await open(page, 'reglas')
  }
  const most = 1 + (await numberOf(one.page, MOST))
  const minutes = (await numberOf(one.page, HOLD)) === 15 ? 16 : 15
  await one.page.getByLabel(MOST).fill(`${most}`)
  await one.page.getByRole('button', { name: 'Guardar' }).click()
  await one.page.locator('.notice').getByText('Guardado').waitFor()
  await other.page.getByLabel(HOLD).fill(`${minutes}`)
  await other.page.getByRole('button', { name: 'Guardar' }).click()
  await other.page.getByText(/Otra persona cambió esto/).waitFor()
  await expectAccessible(other.page)
  await expect.poll(() => numberOf(other.page, MOST)).toBe(most)
  expect(await numberOf(other.page, HOLD)).toBe(minutes)
  await other.page.getByRole('button', { name: 'Guardar' }).click()
  await other.page.locator('.notice').getByText('Guardado').waitFor()
  const clinic = async () =>
    (await (await fetch(`${baseUrl()}/api/clinic`)).json()) as { hold_minutes: number }
  await expect.poll(async () => (await clinic()).hold_minutes).toBe(minutes)
  await one.context.close()
  await other.context.close()
})

it('signs somebody out everywhere', async () => {
  const desk = await visit(browser, DESKTOP)
  await signIn(desk.page, 'recepcion')
  const { context, page, errors } = await visit(browser, DESKTOP)
  await signIn(page, 'admin')
  await open(page, 'usuarios')
  await page
    .getByRole('row', { name: /recepcion/ })
    .getByRole('button')
    .click()
  await page.getByRole('button', { name: 'Cerrar sus sesiones' }).click()
  await page.getByText(/Se cerr(ó|aron) \d+ sesi/).waitFor()
  await desk.page.goto('/clinica/mensajes')
  await desk.page.getByRole('button', { name: /Entrar/ }).waitFor()
  expect(errors).toEqual([])
  await context.close()
  await desk.context.close()
})

it('invites a colleague, who signs in with the password shown once', async () => {
  const { context, page, errors } = await visit(browser, DESKTOP)
  await signIn(page, 'admin')
  await open(page, 'usuarios')
  const login = `e2e.${Date.now()}`
  await page.getByRole('button', { name: 'Nuevo usuario' }).click()
  await page.getByLabel('Nombre y apellido').fill('Colega Nueva')
  await page.getByLabel('Usuario', { exact: true }).fill(login)
  await page.getByRole('button', { name: 'Crear usuario' }).click()
  const password = await page.locator('.secret').textContent()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Ya la anoté' }).click()
  expect(await page.locator('.secret').count()).toBe(0)
  const answer = await fetch(`${baseUrl()}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login, password }),
  })
  expect(answer.status).toBe(200)
  expect(errors).toEqual([])
  await context.close()
})

it('is written by keyboard alone', async () => {
  const { context, page, errors } = await visit(browser, DESKTOP)
  await signIn(page, 'admin')
  await open(page, 'mensajes')
  await page.locator('.kept-open').first().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  const box = page.getByLabel('Persona de contacto')
  for (
    let tabs = 0;
    tabs < 15 && !(await box.evaluate((node) => node === document.activeElement));
    tabs += 1
  ) {
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await page.locator('.notice').getByText('Guardado').waitFor()
  expect(errors).toEqual([])
  await context.close()
})

it('is not for the front desk', async () => {
  const { context, page } = await visit(browser, DESKTOP)
  await signIn(page, 'recepcion')
  await page.goto('/clinica/admin/usuarios')
  await page.locator('h1').waitFor()
  expect(await page.locator('.kept').count()).toBe(0)
  await context.close()
})
