import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { book, cancel, dayAhead, dayWithRoom, doctor, signIn } from './agendaClinic'
import { DESKTOP, expectAccessible, expectNoSidewaysScroll, launch, PHONE, picture, visit } from './browser'
import { ask } from './queueClinic'
import { press } from './tryton'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const BOARD = '.board .grid-columns, .board .day-list, .board .empty'

async function deskAt(path: string, options: Parameters<typeof visit>[1] = DESKTOP, language = 'es') {
  const opened = await visit(browser, options)
  await signIn(opened.page, 'recepcion', `/clinica?lang=${language}`)
  const [address, query] = path.split('?')
  await opened.page.goto(`${address}?${query ? `${query}&` : ''}lang=${language}`)
  return opened
}

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const)('the desk on a %s', (size, options) => {
  it.each(['es', 'en'])('has screens that are accessible and fit, in %s', async (language) => {
    const { context, page, errors } = await deskAt('/clinica/tablero', options, language)
    const look = async (name: string) => {
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
      await picture(page, `desk-${size}-${language}-${name}`)
    }
    await page.locator(BOARD).first().waitFor()
    await page.locator('.live[data-live="true"]').waitFor()
    await look('board')
    await page.getByRole('button', { name: /Buscar paciente|Find a patient/ }).click()
    await page.getByRole('searchbox').fill('a')
    await page.locator('.found-row').first().waitFor()
    await look('find')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^(Nueva cita|New visit)/ }).click()
    await page.getByRole('combobox').fill('mar')
    await page.getByRole('option').first().waitFor()
    await look('new-search')
    await page.keyboard.press('Enter')
    await page.locator('.time-card').nth(1).waitFor()
    await look('new-times')
    await page.keyboard.press('Escape')
    for (const [name, ready] of [
      ['por-confirmar', '.rows, .empty'],
      ['espera', '.rows, .empty'],
      ['ausencias', '.rows, .empty'],
      ['no-existe', '.lost'],
    ] as const) {
      await page.goto(`/clinica/${name}?lang=${language}`)
      await page.locator(ready).first().waitFor()
      await look(name)
    }
    expect(errors).toEqual([])
    await context.close()
  })
})

it.each(['/clinica/tablero', '/clinica/por-confirmar', '/clinica/ausencias'])(
  'is as readable in the dark: %s',
  async (path) => {
    const { context, page, errors } = await deskAt(path, { ...DESKTOP, colorScheme: 'dark' })
    await page.locator(`${BOARD}, .rows, .empty`).first().waitFor()
    await page.locator('.rbc-time-gutter, .rows, .empty').first().waitFor()
    await expectAccessible(page)
    await picture(page, `desk-dark${path.replaceAll('/', '-')}`)
    expect(errors).toEqual([])
    await context.close()
  },
)

/** Presses Tab until the focus is where it should be. */
async function tabTo(page: Page, goal: Locator) {
  await goal.waitFor()
  for (let presses = 0; presses < 40; presses += 1) {
    if (await goal.evaluate((node) => node === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('The keyboard does not get there')
}

/** The free stretch with most room. */
const longest = (page: Page) =>
  page
    .locator('.free-gap')
    .evaluateAll(
      (gaps) => gaps.toSorted((a, b) => b.clientHeight - a.clientHeight)[0]?.getAttribute('data-visit') ?? '',
    )

/** First and last minute of the day that a free time tells. */
async function spanOf(gap: Locator): Promise<[number, number]> {
  const told = (await gap.textContent()) ?? ''
  const [from = 0, to = 0] = [...told.matchAll(/(\d+):(\d+)\s([ap])/g)].map(
    ([, hour, minute, half]) => (Number(hour) % 12) * 60 + Number(minute) + (half === 'p' ? 720 : 0),
  )
  return [from, to]
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

const unique = () =>
  Math.random()
    .toString(36)
    .replace(/[^a-z]/g, '')
    .slice(0, 7)

describe('a new visit', () => {
  it('is booked by keyboard alone, for somebody new, in a few keys', async () => {
    const { day } = await dayWithRoom()
    const { context, page, errors } = await deskAt(`/clinica/tablero?fecha=${day}`)
    await page.locator(BOARD).first().waitFor()
    await page.keyboard.press('n')
    const name = `Teclado ${unique()}`
    await page.getByRole('combobox').waitFor()
    await page.keyboard.type(name)
    await page.getByRole('option', { name: new RegExp(name) }).waitFor()
    await page.keyboard.press('Enter')
    const surname = page.getByLabel('Primer apellido')
    await surname.waitFor()
    if ((await surname.inputValue()) === '') {
      await tabTo(page, surname)
      await page.keyboard.type('Prueba')
    }
    await tabTo(page, page.getByLabel('Celular'))
    await page.keyboard.type(`829-555-${String(Date.now()).slice(-4)}`)
    await page.keyboard.press('Enter')
    const times = page.locator('.time-card input')
    const other = page.getByRole('button', { name: 'Es otra persona: registrar' })
    await times.first().or(other).first().waitFor()
    if (await other.isVisible()) {
      await tabTo(page, other)
      await page.keyboard.press('Enter')
    }
    await times.first().waitFor()
    await expect
      .poll(() =>
        page
          .locator('.form select')
          .first()
          .evaluate((n) => n === document.activeElement),
      )
      .toBe(true)
    await tabTo(page, times.first())
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page
      .locator('.notice')
      .getByText(/cita reservada el/)
      .waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const made = page.locator('[data-visit]', { hasText: name })
    await made.first().waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  it('starts from a free time of a column, by mouse and by keyboard', async () => {
    const { day } = await dayWithRoom()
    const { practitioner } = await doctor()
    const { context, page, errors } = await deskAt(`/clinica/tablero?fecha=${day}&medicos=${practitioner}`)
    const name = `Hueco ${unique()}`
    const hour = page.getByLabel('Hora', { exact: true })
    const asksFor = async () => {
      await page.getByRole('combobox').fill(name)
      await page.getByRole('option', { name: new RegExp(name) }).click()
      await page.getByLabel('Celular').fill(`829-555-${String(Date.now()).slice(-4)}`)
      await page.keyboard.press('Enter')
      const other = page.getByRole('button', { name: 'Es otra persona: registrar' })
      await hour.or(other).first().waitFor()
      if (await other.isVisible()) await other.click()
      await hour.waitFor()
      expect(await page.getByLabel('Día', { exact: true }).inputValue()).toBe(day)
      expect(await page.getByLabel('Médico', { exact: true }).inputValue()).toBe(String(practitioner))
      return hour.inputValue()
    }

    await page.locator('.free-gap').first().waitFor()
    const gap = page.locator(`[data-visit="${await longest(page)}"]`)
    const { height = 0 } = (await gap.boundingBox()) ?? {}
    const [from, to] = await spanOf(gap)
    await gap.click({ position: { x: 20, y: height * 0.6 } })
    const pointed = minutesOf(await asksFor())
    expect(pointed % 15).toBe(0)
    expect(Math.abs(pointed - (from + 0.6 * (to - from)))).toBeLessThanOrEqual(15)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    await page.locator('.grid [data-visit][tabindex="0"]').focus()
    await page.keyboard.press('Home')
    const wanted = page.locator(`[data-visit="${await longest(page)}"]:focus`)
    for (let presses = 0; presses < 60 && !(await wanted.count()); presses += 1)
      await page.keyboard.press('ArrowDown')
    const [first] = await spanOf(wanted)
    await expectAccessible(page)
    await picture(page, 'desk-desktop-free')
    await page.keyboard.press('Enter')
    await page.getByRole('combobox').fill(name)
    // Until the search has answered, the only choice is to register somebody new
    await page.getByRole('option', { name: new RegExp(`^(?!Registrar).*${name}`) }).click()
    await hour.waitFor()
    expect(minutesOf(await hour.inputValue())).toBe(first)
    const save = page.getByRole('button', { name: 'Guardar la cita' })
    const saved = page.locator('.notice').getByText(/cita reservada el/)
    const refused = page.getByRole('dialog').getByRole('alert')
    await save.click()
    await saved.or(refused).first().waitFor()
    // The visit before may keep a pause after it: then the nearest times are offered.
    if (await refused.isVisible()) {
      await page.locator('.time-card input').first().check()
      await save.click()
      await saved.waitFor()
    }
    await page.locator('.grid [data-visit]', { hasText: name }).waitFor()
    expect(errors.filter((text) => !text.includes('409'))).toEqual([])
    await context.close()
  })

  it('says what the patient has already, and over a taken time asks why', async () => {
    const { day, free } = await dayWithRoom()
    const start = free[0]?.start ?? ''
    const taken = await book(start, `Ocupa ${unique()}`)
    const second = `Doble ${unique()}`
    const has = await book(free.at(-1)?.start ?? '', second)
    const { context, page, errors } = await deskAt(`/clinica/tablero?fecha=${day}`)
    await page.locator(BOARD).first().waitFor()
    await page.getByRole('button', { name: /^Nueva cita/ }).click()
    await page.getByRole('combobox').fill(second)
    await page
      .getByRole('option', { name: new RegExp(`${second} Prueba`) })
      .first()
      .click()
    await page.getByText(/Ya tiene cita/).waitFor()
    await page.getByLabel('Médico', { exact: true }).selectOption({ label: 'Dra. Carmen Pérez' })
    await page.locator('.time-card input').nth(1).waitFor()
    await page.locator('.time-card input').last().check()
    await page.getByLabel('Día', { exact: true }).fill(start.slice(0, 10))
    await page.getByLabel('Hora', { exact: true }).fill(start.slice(11, 16))
    const save = page.getByRole('button', { name: 'Guardar la cita' })
    await save.click()
    await page.getByRole('dialog').getByRole('alert').waitFor()
    await expectAccessible(page)
    await page.locator('.time-card input').last().check()
    await page.getByLabel('Día', { exact: true }).fill(start.slice(0, 10))
    await page.getByLabel('Hora', { exact: true }).fill(start.slice(11, 16))
    await page.getByLabel(/^Sobreturno/).check()
    expect(await save.isEnabled()).toBe(false)
    await page.getByLabel('Motivo del sobreturno').fill('Fiebre desde anoche')
    await picture(page, 'desk-desktop-extra')
    await save.click()
    // The demo may give no extra places that day: then it says so, and nothing is booked.
    await page
      .locator('.notice')
      .getByText(/cita reservada/)
      .or(page.getByText(/obreturnos/).last())
      .waitFor()
    expect(errors.filter((text) => !text.includes('409'))).toEqual([])
    await context.close()
    await cancel(taken)
    await cancel(has)
  })
})

describe('what another does', () => {
  it('flashes once on the board and is said, when it comes from Tryton', async () => {
    const { day, free } = await dayWithRoom()
    const name = `Desde Tryton ${unique()}`
    const booked = await book(free[2]?.start ?? '', name)
    const { context, page, errors } = await deskAt(`/clinica/tablero?fecha=${day}`)
    await page.locator('.live[data-live="true"]').waitFor()
    await page.locator('[data-visit]', { hasText: name }).waitFor()
    await press('confirm', [booked.id])
    const since = Date.now()
    await page.locator('.is-confirmed', { hasText: name }).waitFor()
    expect(Date.now() - since).toBeLessThan(1000)
    await page.locator('.visit-flash', { hasText: name }).waitFor()
    await page
      .locator('.notice')
      .getByText(new RegExp(`${name}.*Confirmada`))
      .waitFor()
    await page.locator('.visit-flash').waitFor({ state: 'detached' })
    expect(errors).toEqual([])
    await context.close()
    await cancel(booked)
  })
})

describe('the visits to confirm', () => {
  it('are done one row, one key', async () => {
    const { day, free } = await dayWithRoom()
    const names = [`Uno ${unique()}`, `Dos ${unique()}`]
    const booked = [
      await book(free[3]?.start ?? '', names[0] ?? ''),
      await book(free[4]?.start ?? '', names[1] ?? ''),
    ]
    const { context, page, errors } = await deskAt(`/clinica/por-confirmar?fecha=${day}`)
    const first = page.getByRole('button', { name: new RegExp(names[0] ?? '') }).first()
    await first.waitFor()
    await first.focus()
    await page.keyboard.press('c')
    await page
      .locator('.notice')
      .getByText(new RegExp(`${names[0]}.*confirmada`))
      .waitFor()
    await page.locator('.done', { hasText: 'Confirmadas' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('row-open')
    const second = page.locator('.row', { hasText: names[1] ?? '' })
    expect(await second.getByRole('link', { name: /WhatsApp/ }).getAttribute('href')).toMatch(
      /^https:\/\/wa\.me\/1809555\d{4}\?text=Hola/,
    )
    await second.locator('.row-open').focus()
    await page.keyboard.press('m')
    await page.getByRole('dialog', { name: new RegExp(`Mover la cita de ${names[1]}`) }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    expect(errors).toEqual([])
    await context.close()
    await Promise.all(booked.map((one) => cancel(one)))
  })
})

describe('a day that falls', () => {
  it('shows who is affected before it is saved, offers other times and keeps the score', async () => {
    const { day, free } = await dayWithRoom()
    const name = `Caída ${unique()}`
    const start = free.find(({ start }) => start.slice(14, 16) === '00')?.start ?? ''
    const booked = await book(start, name)
    const { context, page, errors } = await deskAt('/clinica/ausencias')
    await page.getByRole('button', { name: 'Bloquear tiempo' }).click()
    const dialog = page.getByRole('dialog', { name: 'Bloquear tiempo' })
    await dialog.getByLabel('Quién no atiende').selectOption({ label: 'Dra. Carmen Pérez' })
    await dialog.getByLabel(/^Motivo/).fill(name)
    await dialog.getByLabel('Desde el día').fill(day)
    await dialog.getByLabel('Desde las').fill(start.slice(11, 16))
    await dialog.getByLabel('Hasta las').fill(`${start.slice(11, 14)}10`)
    await dialog.getByText(/^Afecta \d+ citas?\./).waitFor()
    await dialog.getByText(name).waitFor()
    await expectAccessible(page)
    await picture(page, 'desk-desktop-block')
    const { items } = await ask<{ items: { reason: string | null }[] }>(`/exceptions?from=${day}&to=${day}`)
    expect(items.map(({ reason }) => reason)).not.toContain(name)
    await dialog.getByLabel('Dejarlas como están por ahora').check()
    await dialog.getByRole('button', { name: 'Bloquear', exact: true }).click()
    const row = page.locator('.row', { hasText: name })
    await row.getByText('Sin hacer').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Ofrecer tres horas' }).click()
    await page.getByRole('dialog').getByText('Lo que leerá el paciente').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Hacerlo y avisar' }).click()
    await row.getByText('Sin respuesta').waitFor()
    await row.getByText(/Ofrecidas:/).waitFor()
    await picture(page, 'desk-desktop-fallen')
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: /Lista para llamar/ }).click()
    expect((await saved).suggestedFilename()).toMatch(/^por-llamar-\d+\.csv$/)
    await page.getByRole('button', { name: 'Mover a la próxima hora' }).click()
    await page.getByRole('button', { name: 'Hacerlo y avisar' }).click()
    await row.getByText('Movida').waitFor()
    await page.getByText(/([1-9]\d*) de \1 resueltas/).waitFor()
    await page.getByRole('link', { name: 'Todas las ausencias' }).click()
    await page
      .locator('.row', { hasText: name })
      .getByRole('button', { name: /^Quitar/ })
      .click()
    await page.getByText(/Ausencia quitada/).waitFor()
    expect(errors).toEqual([])
    await context.close()
    await cancel(booked).catch(() => undefined)
  })
})

describe('the waiting list', () => {
  it('takes a name, and when a time is freed shows whom it suits', async () => {
    const { day, free } = await dayWithRoom()
    const booked = await book(free[5]?.start ?? '', `Libera ${unique()}`)
    const { context, page, errors } = await deskAt('/clinica/espera')
    await page.getByRole('button', { name: 'Apuntar en la lista' }).click()
    await page.getByRole('combobox').fill('ros')
    const option = page.getByRole('option').first()
    const name = (await option.locator('strong, .patient-name').first().textContent()) ?? ''
    await option.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Servicio').waitFor()
    await expectAccessible(page)
    await dialog.getByLabel('Servicio').selectOption({ label: 'Consulta de medicina general' })
    await dialog.getByRole('button', { name: 'Apuntar en la lista' }).click()
    await page.locator('.row', { hasText: name }).first().waitFor()
    await page.goto(`/clinica/tablero?fecha=${day}&cita=${booked.id}`)
    await page.getByRole('button', { name: 'Cancelar la cita' }).click()
    await page.getByRole('button', { name: 'Cancelar la cita' }).last().click()
    await page.getByRole('button', { name: 'Ver quién espera' }).click()
    await page.getByText(/^Hora libre/).waitFor()
    await page.locator('.row, .empty').first().waitFor()
    await expectAccessible(page)
    await picture(page, 'desk-desktop-freed')
    expect(errors).toEqual([])
    await context.close()
  })
})

describe('dragging on the board', () => {
  it('to another column asks, and names the other doctor', async () => {
    const { day, free } = await dayWithRoom()
    const name = `Arrastre ${unique()}`
    const booked = await book(free[6]?.start ?? '', name)
    const { context, page, errors } = await deskAt(`/clinica/tablero?fecha=${day}`, {
      ...DESKTOP,
      viewport: { width: 1280, height: 1500 },
    })
    const box = page.locator('[data-visit]', { hasText: name })
    const from = await box.boundingBox()
    const columns = await page.locator('.rbc-day-slot').count()
    const last = await page
      .locator('.rbc-day-slot')
      .nth(columns - 1)
      .boundingBox()
    if (!from || !last) throw new Error('nothing to drag')
    await page.mouse.move(from.x + 40, from.y + 6)
    await page.mouse.down()
    await page.mouse.move(from.x + 60, from.y + 12, { steps: 4 })
    await page.mouse.move(last.x + 60, from.y + 60, { steps: 14 })
    await page.mouse.up()
    const dialog = page.getByRole('dialog', { name: new RegExp(`Mover la cita de ${name}`) })
    await dialog.waitFor()
    await expectAccessible(page)
    await picture(page, 'desk-desktop-drag')
    await page.getByRole('button', { name: 'No mover' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(errors).toEqual([])
    await context.close()
    await cancel(booked)
  })
})

describe('somebody at the desk', () => {
  it('is found by the reference and arrives with one press', async () => {
    const today = dayAhead(0)
    const { items } = await ask<{ items: { number: string; patient_name: string; can: string[] }[] }>(
      `/appointments?from=${today}&to=${today}&state=booked&limit=50`,
    )
    const coming = items.find(({ can }) => can.includes('arrive'))
    if (!coming) return
    const { context, page, errors } = await deskAt('/clinica/tablero')
    await page.locator(BOARD).first().waitFor()
    await page.keyboard.press('/')
    await page.getByRole('searchbox').waitFor()
    await page.keyboard.type(coming.number)
    const row = page.locator('.found-row', { hasText: coming.patient_name })
    await row.getByRole('button', { name: /^Llegó/ }).click()
    await page.locator('.rail', { hasText: coming.patient_name }).waitFor()
    await page.getByRole('button', { name: 'Deshacer' }).first().click()
    await page.getByText(/^Deshecho/).waitFor()
    expect(errors).toEqual([])
    await context.close()
  })
})

it('corrects a patient on the page that the search leads to', async () => {
  const { day, free } = await dayWithRoom()
  const name = `Ficha ${unique()}`
  await book(free[1]?.start ?? '', name)
  const { context, page, errors } = await deskAt('/clinica/pacientes')
  await page.getByRole('combobox').fill(name)
  await page
    .getByRole('option', { name: new RegExp(name) })
    .first()
    .click()
  await page.getByRole('heading', { level: 1, name: new RegExp(name) }).waitFor()
  const [year, month, date] = day.split('-')
  await page
    .locator('.patients-visits')
    .first()
    .getByText(`${date}/${month}/${year}`, { exact: false })
    .waitFor()
  await page.getByRole('button', { name: 'Corregir los datos' }).click()
  const phone = page.getByLabel('Celular')
  await phone.fill('123')
  await page.getByRole('button', { name: 'Guardar', exact: true }).click()
  await page.locator('[aria-invalid="true"], [role="alert"]').first().waitFor()
  await phone.fill('829-555-7788')
  await page.getByRole('button', { name: 'Guardar', exact: true }).click()
  await page.getByText('Datos guardados').waitFor()
  await page.getByRole('link', { name: '829-555-7788' }).waitFor()
  expect(errors.filter((text) => !text.includes('422'))).toEqual([])
  await context.close()
})
