import { createHmac } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESKTOP, expectAccessible, launch, PHONE, picture, visit } from './browser'
import { ask } from './queueClinic'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const STEP_MS = 30_000
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What the app on the phone shows (RFC 6238), `ahead` steps from now. */
function codeOf(secret: string, ahead = 0): string {
  const bits = [...secret.replace(/[\s=]/g, '').toUpperCase()]
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP_MS) + ahead))
  const hash = createHmac('sha1', key).update(counter).digest()
  const at = (hash.at(-1) ?? 0) & 15
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

interface Member {
  login: string
  password: string
}

/** Somebody of the desk whose account is nobody else's story. */
async function colleague(): Promise<Member> {
  const login = `e2e.s${Date.now()}`
  const body = { name: 'Segura Prueba', login, role: 'front_desk' }
  const { password } = await ask<{ password: string }>('/admin/staff', { body }, 'admin')
  return { login, password }
}

async function fillIn(page: Page, { login, password }: Member) {
  await page.goto('/clinica/seguridad')
  await page.getByLabel('Usuario').fill(login)
  await page.getByLabel('Contraseña', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Entrar' }).click()
}

const inside = (page: Page) => page.locator('.security-list li').first().waitFor()
const out = (page: Page) => page.getByRole('button', { name: 'Salir', exact: true }).click()

it('ends the session of another device, and all others with another password', async () => {
  const who = await colleague()
  const desk = await visit(browser, DESKTOP)
  const phone = await visit(browser, PHONE)
  const { page } = desk
  await fillIn(phone.page, who)
  await inside(phone.page)
  await fillIn(page, who)
  await page.locator('.security-list li').nth(1).waitFor()
  await page
    .locator('.security-list')
    .getByRole('button', { name: /^Cerrar/ })
    .first()
    .click()
  await page.locator('.notice').waitFor()
  await expect.poll(() => page.locator('.security-list li').count()).toBe(1)
  expect(desk.errors).toEqual([])
  await phone.page.reload()
  await phone.page.getByLabel('Contraseña', { exact: true }).waitFor()

  await fillIn(phone.page, who)
  await inside(phone.page)
  const password = `mar-lenta-${Date.now()}`
  await page.getByLabel('Contraseña actual').fill(who.password)
  await page.getByLabel('Contraseña nueva').fill('corta')
  await page.getByRole('button', { name: 'Cambiar la contraseña' }).click()
  await page.getByRole('alert').first().waitFor()
  await page.getByLabel('Contraseña nueva').fill(password)
  await page.getByRole('button', { name: 'Cambiar la contraseña' }).click()
  await page.getByText('Contraseña cambiada').waitFor()
  await page.reload()
  await inside(page)
  await phone.page.reload()
  await phone.page.getByLabel('Contraseña', { exact: true }).waitFor()
  await fillIn(phone.page, who)
  await phone.page.getByRole('alert').first().waitFor()
  await fillIn(phone.page, { ...who, password })
  await inside(phone.page)
  await desk.context.close()
  await phone.context.close()
})

it('asks for the code of the phone from the day that it is turned on until it is turned off', async () => {
  const who = await colleague()
  const { context, page } = await visit(browser, DESKTOP)
  await fillIn(page, who)
  await inside(page)
  const confirmation = page.getByLabel('Su contraseña, para confirmar')
  await confirmation.fill('no es la suya')
  await page.getByRole('button', { name: 'Activar', exact: true }).click()
  await page.getByRole('alert').first().waitFor()
  await confirmation.fill(who.password)
  await page.getByRole('button', { name: 'Activar', exact: true }).click()
  const secret = (await page.locator('.security-secret code').textContent()) ?? ''
  await expectAccessible(page)
  await picture(page, 'security-desktop-step')
  const field = page.getByLabel('Código que muestra el teléfono')
  await field.fill(codeOf(secret) === '000000' ? '111111' : '000000')
  await page.getByRole('button', { name: 'Confirmar', exact: true }).click()
  await page.getByRole('alert').first().waitFor()
  await field.fill(codeOf(secret))
  await page.getByRole('button', { name: 'Confirmar', exact: true }).click()
  await page.locator('.security-codes li').first().waitFor()
  const codes = await page.locator('.security-codes li').allTextContents()
  expect(new Set(codes).size).toBe(codes.length)
  await expectAccessible(page)
  await picture(page, 'security-desktop-codes')
  await out(page)

  await fillIn(page, who)
  const otp = page.getByLabel('Código de su teléfono')
  await otp.waitFor()
  await expectAccessible(page)
  await picture(page, 'security-desktop-otp')
  await otp.fill('123')
  await page.getByRole('button', { name: 'Entrar' }).click()
  await page.getByRole('alert').first().waitFor()
  // The code of now was used to turn it on: each opens one door.
  await otp.fill(codeOf(secret, 1))
  await page.getByRole('button', { name: 'Entrar' }).click()
  await inside(page)
  await out(page)

  await fillIn(page, who)
  await otp.fill(codes[0] ?? '')
  await page.getByRole('button', { name: 'Entrar' }).click()
  await inside(page)
  await page.getByText(`Le quedan ${codes.length - 1} códigos`).waitFor()
  await confirmation.fill(who.password)
  await page.getByRole('button', { name: 'Desactivar' }).click()
  await page.getByRole('button', { name: 'Activar', exact: true }).waitFor()
  await context.close()
})
