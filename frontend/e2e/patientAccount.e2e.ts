import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
import { codeTo } from './mailbox'
import { book, chooseTime, confirm, fillIn, type Person, register, smallTargets, somebody } from './patient'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const PASSWORD = 'cuatro palabras sin relacion'
const OTHER = 'mango verde sobre la mesa'

async function look(page: Page, name: string): Promise<void> {
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  expect(await smallTargets(page)).toEqual([])
  await picture(page, `patient-${name}`)
}

async function openAll(page: Page): Promise<void> {
  await page.locator('.matter').first().waitFor()
  const closed = page.locator('.matter:not([open]) summary')
  while ((await closed.count()) > 0) await closed.first().click()
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
}

it('registers by a code, looks after a child, and books for it by name', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  const person = somebody()
  await page.goto('/registro')
  await page.locator('form button[type=submit]').click()
  await page.locator('.alert').waitFor()
  await look(page, 'phone-11-register-mistakes')
  await register(page, person, PASSWORD)
  await page.locator('#code').waitFor()
  await look(page, 'phone-12-register-code')
  await page.locator('#code').fill(await codeTo(person.email))
  await page.getByRole('button', { name: 'Terminar' }).click()
  await page.getByRole('heading', { name: 'Mis citas' }).waitFor()

  await page.getByRole('link', { name: 'Mis personas' }).click()
  await page.getByRole('button', { name: 'Agregar una persona' }).click()
  await page.locator('label[for=relation]').click()
  await page.locator('#name').fill('Eva')
  await page.locator('#surnames').fill(person.surnames)
  await page.locator('#phone').fill(person.phone)
  await page.locator('#day').fill('2')
  await page.locator('#month').fill('3')
  await page.locator('#year').fill('2019')
  await page.locator('label[for=consent]').click()
  await look(page, 'phone-14-person')
  await page.getByRole('button', { name: 'Agregar', exact: true }).click()
  await page.getByText('Hasta el 2 de marzo de 2037').waitFor()
  await look(page, 'phone-13-people')

  await chooseTime(page, { service: 3, practitioner: 2, day: 3, time: 0 })
  await page.getByText(`Eva ${person.surnames}`).click()
  await confirm(page)
  await page.getByText(`Paciente: Eva ${person.surnames}`).waitFor()
  await page.getByText('Le enviamos la confirmación por correo').waitFor()
  await page.goto('/mis-citas')
  await page.getByText(`Eva ${person.surnames}`).first().waitFor()

  await page.goto('/cuenta/personas')
  await page.getByRole('button', { name: /^Quitar/ }).click()
  await look(page, 'phone-13-people-remove')
  await page.getByRole('button', { name: 'Sí, quitar' }).click()
  await page.getByText('Todavía no hay nadie aquí.').waitFor()
  expect(errors).toEqual([])
  await context.close()
})

it('links a child that the clinic knows, by one of its visits', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  const child = somebody({ name: 'Manuel', born: ['9', '4', '2019'] })
  await chooseTime(page, { service: 3, practitioner: 2, day: 4, time: 1 })
  await page.locator('label[for=whom-other]').click()
  await page.locator('label[for=relation]').click()
  await fillIn(page, { ...child, email: '' })
  const reference = await confirm(page)
  await signInAtDemo(page, 'paciente2@demo.do')
  await page.goto('/cuenta/personas')
  await page.getByRole('button', { name: 'Mi hijo ya es paciente' }).click()
  await page.locator('#number').fill(reference)
  await page.locator('#day').fill('9')
  await page.locator('#month').fill('4')
  await page.locator('#year').fill('2019')
  await page.locator('label[for=consent]').click()
  await page.getByRole('button', { name: 'Agregar', exact: true }).click()
  await page.getByText(`Manuel ${child.surnames}`).first().waitFor()
  expect(errors).toEqual([])
  await context.close()
})

async function signInByPassword(
  page: Page,
  { email }: Pick<Person, 'email'>,
  password: string,
): Promise<void> {
  await page.goto('/entrar')
  await page.getByRole('button', { name: 'Prefiero usar mi contraseña' }).click()
  await page.locator('#login').fill(email)
  await page.locator('#password').fill(password)
  await page.getByRole('button', { name: 'Entrar' }).click()
}

async function signInAtDemo(page: Page, email: string): Promise<void> {
  await signInByPassword(page, { email }, 'clinica-demo-2026')
  await page.getByRole('heading', { name: 'Próximas' }).waitFor()
}

it('changes and recovers a password, shows where the account is open, and ends it', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  const elsewhere = await visit(browser, DESKTOP)
  const person = somebody()
  await page.goto('/registro')
  await register(page, person, PASSWORD)
  await page.locator('#code').fill(await codeTo(person.email))
  await page.getByRole('button', { name: 'Terminar' }).click()
  await page.getByRole('heading', { name: 'Mis citas' }).waitFor()
  await signInByPassword(elsewhere.page, person, PASSWORD)
  await elsewhere.page.getByRole('heading', { name: 'Mis citas' }).waitFor()

  await page.goto('/cuenta')
  await openAll(page)
  await page.getByText('Este dispositivo, ahora').waitFor()
  await page.getByRole('button', { name: 'Cerrar ahí' }).click()
  await page.getByRole('button', { name: 'Cerrar ahí' }).waitFor({ state: 'detached' })
  await elsewhere.page.reload()
  await elsewhere.page.getByRole('heading', { name: 'Entrar' }).waitFor()

  await page.getByLabel('Por correo').selectOption('no_reminders')
  await page.reload()
  await openAll(page)
  expect(await page.getByLabel('Por correo').inputValue()).toBe('no_reminders')

  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Descargar mis datos' }).click()
  const copy = JSON.parse(await readFile((await (await waiting).path()) ?? '', 'utf8'))
  expect(JSON.stringify(copy)).toContain(person.email)

  await page.locator('#current').fill(PASSWORD)
  await page.locator('#password').fill(OTHER)
  await page.getByRole('button', { name: 'Cambiar la contraseña' }).click()
  await page.getByText('Su contraseña cambió y cerramos las demás sesiones').first().waitFor()
  await look(page, 'phone-15-account')

  await page.getByRole('button', { name: 'Salir en todas partes' }).click()
  await page.getByRole('heading', { name: 'Entrar' }).waitFor()
  await page.goto('/clave')
  await page.locator('#email').fill(person.email)
  await page.getByRole('button', { name: 'Enviarme un código' }).click()
  await page.locator('#password').fill('otra frase larga y rara')
  await page.locator('#code').fill(await codeTo(person.email, /contraseña/i))
  await look(page, 'phone-16-reset')
  await page.getByRole('button', { name: 'Guardar la contraseña' }).click()
  await page.getByText('Su contraseña cambió. Ya puede entrar con ella.').waitFor()
  await signInByPassword(page, person, 'otra frase larga y rara')
  await page.getByRole('heading', { name: 'Mis citas' }).waitFor()

  await page.goto('/cuenta')
  await openAll(page)
  await page.getByRole('button', { name: 'Cerrar mi cuenta' }).click()
  await look(page, 'phone-17-close')
  await page.getByRole('button', { name: 'Sí, cerrarla' }).click()
  await page.getByRole('heading', { name: 'Reserve su cita' }).waitFor()
  await signInByPassword(page, person, 'otra frase larga y rara')
  await page.getByRole('heading', { name: 'No pudimos dejarle entrar' }).waitFor()
  expect([...errors, ...elsewhere.errors].filter((error) => !error.includes('status of 401'))).toEqual([])
  await context.close()
  await elsewhere.context.close()
})

it('writes to a visitor’s address only once its code came back', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  const person = somebody()
  await book(page, person, { day: 5, time: 2 })
  await page.getByRole('heading', { name: 'Confirme su correo' }).waitFor()
  await page.locator('#code').fill('000000')
  await page.getByRole('button', { name: 'Confirmar el correo' }).click()
  await page.getByRole('heading', { name: 'Ese código no sirvió' }).waitFor()
  await look(page, 'phone-4-booked-code')
  await page.locator('#code').fill(await codeTo(person.email, /confirme/i))
  await page.getByRole('button', { name: 'Confirmar el correo' }).click()
  await page.getByText(`Listo: los mensajes de esta cita irán a ${person.email}`).waitFor()
  await look(page, 'phone-4-booked-verified')
  expect(errors.filter((error) => !/status of 4(00|01|22)/.test(error))).toEqual([])
  await context.close()
})

it('takes an address after the booking, too', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  const { email } = somebody()
  await book(page, somebody({ email: '' }), { day: 6, time: 3 })
  await page.getByRole('heading', { name: '¿Le avisamos por correo?' }).waitFor()
  await page.locator('#email').fill(email)
  await page.getByRole('button', { name: 'Enviarme un código' }).click()
  await page.locator('#code').fill(await codeTo(email, /confirme/i))
  await page.getByRole('button', { name: 'Confirmar el correo' }).click()
  await page.getByText(`Listo: los mensajes de esta cita irán a ${email}`).waitFor()
  expect(errors).toEqual([])
  await context.close()
})

it('gives an address for the person’s own calendar, once, and switches it off', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await signInAtDemo(page, 'paciente2@demo.do')
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto('/cuenta')
  await page.locator('.matter').first().waitFor()
  expect(asked.filter((path) => path.startsWith('/api/feeds'))).toEqual([])
  await page.getByText('Ver mis citas en mi calendario').click()
  await page.getByText('Quien tenga la dirección').waitFor()
  await page.getByRole('button', { name: 'Crear una dirección' }).click()
  const address = await page.locator('#calendar-address').inputValue()
  expect(address).toMatch(/\/api\/feeds\/[\w-]+\.ics$/)
  await look(page, 'phone-15-account-calendar')
  await page.getByRole('button', { name: 'Copiar la dirección' }).click()
  await page.getByText('Dirección copiada.').first().waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address)
  expect(await page.getByRole('link', { name: 'Abrir en mi calendario' }).getAttribute('href')).toBe(
    address.replace(/^http/, 'webcal').replace('webcals', 'webcal'),
  )
  const path = new URL(address).pathname
  const calendar = await (await context.request.get(path)).text()
  expect(calendar).toContain('BEGIN:VCALENDAR')
  expect(calendar).toContain('SUMMARY:Ocupado')

  await page.reload()
  await page.getByText('Ver mis citas en mi calendario').click()
  await page.getByRole('button', { name: /^Apagar/ }).waitFor()
  expect(await page.locator('#calendar-address').count()).toBe(0)
  await page.getByRole('button', { name: /^Apagar/ }).click()
  await page.getByRole('button', { name: /^Apagar/ }).waitFor({ state: 'detached' })
  expect((await context.request.get(path)).status()).toBe(404)
  expect(errors).toEqual([])
  await context.close()
})

describe('the waiting list', () => {
  it('takes a visitor', ONCE, async () => {
    const { context, page, errors } = await visit(browser)
    const person = somebody()
    await page.goto('/reservar?servicio=1&medico=1')
    await page.locator('.time').first().waitFor()
    await page.getByText('Ninguna me sirve').click()
    await page.getByRole('link', { name: 'Avíseme si se libera' }).click()
    await page.locator('form button[type=submit]').click()
    await page.locator('.alert').waitFor()
    await look(page, 'phone-18-wait-mistakes')
    await page.locator('#name').fill(person.name)
    await page.locator('#surnames').fill(person.surnames)
    await page.locator('#phone').fill(person.phone)
    for (const [index, part] of (['day', 'month', 'year'] as const).entries())
      await page.locator(`#${part}`).fill(person.born[index] ?? '')
    await page.getByText('Por la mañana').click()
    await page.getByRole('button', { name: 'Ponerme en la lista' }).click()
    await page.getByRole('heading', { name: 'Ya está en la lista' }).waitFor()
    await look(page, 'phone-18-wait-done')
    expect(errors).toEqual([])
    await context.close()
  })

  it('shows an account what it waits for, and lets it leave', ONCE, async () => {
    const { context, page, errors } = await visit(browser)
    await signInAtDemo(page, 'paciente@demo.do')
    await page.goto('/avisarme?servicio=1')
    await page.getByText('Para mí').waitFor()
    await page.getByRole('button', { name: 'Ponerme en la lista' }).click()
    await page.getByRole('heading', { name: 'Ya está en la lista' }).waitFor()
    await page.goto('/mis-citas')
    await page.getByRole('heading', { name: 'Esperando una hora' }).waitFor()
    await look(page, 'phone-5-mine-waiting')
    await page.getByRole('button', { name: 'Ya no espero' }).first().click()
    await page.getByRole('heading', { name: 'Esperando una hora' }).waitFor({ state: 'detached' })
    expect(errors).toEqual([])
    await context.close()
  })
})

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const)('on a %s', (size, options) => {
  it.each(['es', 'en'])(
    'every screen of the account is accessible and fits, in %s',
    ONCE,
    async (language) => {
      const { context, page, errors } = await visit(browser, options)
      for (const screen of ['registro', 'clave', 'avisarme?servicio=1']) {
        await page.goto(`/${screen}${screen.includes('?') ? '&' : '?'}lang=${language}`)
        await page.locator('form').waitFor()
        await look(page, `${size}-${language}-20-${screen.replace(/\W.*/, '')}`)
      }
      await page.goto('/entrar?lang=es')
      await signInAtDemo(page, 'paciente@demo.do')
      for (const screen of ['mis-citas', 'cuenta', 'cuenta/personas']) {
        await page.goto(`/${screen}?lang=${language}`)
        await page.locator('h1').waitFor()
        await page.locator('.skeleton').first().waitFor({ state: 'detached' })
        if (screen === 'cuenta') await openAll(page)
        await look(page, `${size}-${language}-21-${screen.replace('/', '-')}`)
      }
      expect(errors).toEqual([])
      await context.close()
    },
  )
})
