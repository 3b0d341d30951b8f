import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Booked, book, cancel, dayAhead, dayWithRoom, freeTimes, signIn } from './agendaClinic'
import { DESKTOP, expectAccessible, expectNoSidewaysScroll, launch, PHONE, picture, visit } from './browser'
import { hourOf, mondayOf, whatIsShown } from './clinicTime'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const VIEWS = ['lista', 'dia', 'semana', 'mes'] as const
const BODY = '.day-list, .empty, .grid, .month'
const BODY_OF: Record<string, string> = {
  lista: '.day-list, .empty',
  dia: '.grid-day',
  semana: '.grid-week',
  mes: '.month',
}

async function show(page: Page, view: string, day = dayAhead(0)) {
  await page.goto(`/clinica/agenda?vista=${view}&fecha=${day}`)
  await page.locator(BODY).first().waitFor()
}

/** Like following a link inside the page: no reload. */
async function walk(page: Page, view: string, day: string) {
  const url = `/clinica/agenda?vista=${view}&fecha=${day}`
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, url)
  await page
    .locator(BODY_OF[view] ?? BODY)
    .first()
    .waitFor()
}

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const)('every screen on a %s', (size, options) => {
  it.each(['es', 'en'])('is accessible and fits, in %s', async (language) => {
    const { context, page, errors } = await visit(browser, options)
    await page.goto(`/clinica?lang=${language}`)
    await page.locator('form').waitFor()
    await expectAccessible(page)
    await picture(page, `staff-${size}-${language}-sign-in`)
    await signIn(page, 'dra.perez', `/clinica?lang=${language}`)
    for (const view of VIEWS.filter((name) => size === 'desktop' || name !== 'semana')) {
      await page.goto(`/clinica/agenda?vista=${view}&lang=${language}`)
      await page.locator(BODY).first().waitFor()
      await page.locator('.live[data-live="true"]').waitFor()
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
      await picture(page, `staff-${size}-${language}-${view}`)
    }
    expect(errors).toEqual([])
    await context.close()
  })

  it('asks before it moves or cancels', async () => {
    const { day, free } = await dayWithRoom()
    const booked = await book(free[0]?.start ?? '', 'Paciente Preguntas')
    const { context, page, errors } = await visit(browser, options)
    await signIn(page)
    await show(page, 'lista', day)
    await page.getByRole('button', { name: /Paciente Preguntas/ }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
    await picture(page, `staff-${size}-visit`)
    await page.getByRole('button', { name: 'Mover' }).click()
    await page.locator('.free-time').first().waitFor()
    await expectAccessible(page)
    await picture(page, `staff-${size}-move`)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Cancelar la cita' }).click()
    await page.getByRole('dialog', { name: 'Cancelar la cita' }).waitFor()
    await expectAccessible(page)
    await picture(page, `staff-${size}-cancel`)
    await page.getByLabel('Motivo (opcional)').fill('Prueba')
    await page.getByRole('button', { name: 'Cancelar la cita' }).last().click()
    await page.getByText('Cita de Paciente Preguntas').waitFor()
    expect(await page.getByRole('button', { name: /Paciente Preguntas/ }).count()).toBe(0)
    expect(errors).toEqual([])
    await context.close()
    expect(booked.id).toBeGreaterThan(0)
  })
})

describe('clinic time', () => {
  const ZONES = ['Asia/Tokyo', 'America/New_York', 'America/Los_Angeles', 'Europe/Madrid', 'Pacific/Auckland']
  // The weeks in which the United States and Europe change their clocks, this week and the next.
  const WEEKS = ['2026-03-09', '2026-03-30', '2026-10-26', '2026-11-02', dayAhead(0), dayAhead(7)]

  it('is the same in every browser’s zone, and the boxes stand beside their hours', async () => {
    const seen: Record<string, unknown> = {}
    for (const timezoneId of ZONES) {
      const { context, page, errors } = await visit(browser, { ...DESKTOP, timezoneId })
      await signIn(page)
      const weeks: unknown[] = []
      for (const day of WEEKS) {
        await walk(page, 'semana', day)
        await page
          .locator(`.day-header >> text="${Number(mondayOf(day).slice(8))}"`)
          .first()
          .waitFor()
        weeks.push(await whatIsShown(page))
        await walk(page, 'dia', day)
        await page.locator('.grid-day .rbc-time-gutter .rbc-label').first().waitFor()
        weeks.push(await whatIsShown(page))
        await walk(page, 'lista', day)
        weeks.push(await page.locator('.day-visit-time').allTextContents())
        await walk(page, 'mes', day)
        weeks.push(await page.locator('.month-open').allTextContents())
      }
      seen[timezoneId] = weeks
      expect(errors).toEqual([])
      await context.close()
    }
    for (const zone of ZONES.slice(1)) expect(seen[zone]).toEqual(seen[ZONES[0] as string])
    expect(JSON.stringify(seen)).toContain('a. m.')
  })
})

describe('a visit that a patient books', () => {
  it('appears in the open calendar within a second, and leaves it when cancelled', async () => {
    const { day, free } = await dayWithRoom()
    const { context, page, errors } = await visit(browser, DESKTOP)
    await signIn(page)
    await show(page, 'semana', day)
    await page.locator('.live[data-live="true"]').waitFor()
    const box = page.getByRole('button', { name: /Paciente En Vivo/ })
    const booked = await book(free[1]?.start ?? '', 'Paciente En Vivo')
    const since = Date.now()
    await box.waitFor()
    expect(Date.now() - since).toBeLessThan(1000)
    await page.getByText(/Nueva cita: Paciente En Vivo/).waitFor()
    await picture(page, 'staff-desktop-live')
    await cancel(booked)
    const gone = Date.now()
    await box.waitFor({ state: 'detached' })
    expect(Date.now() - gone).toBeLessThan(1000)
    expect(errors).toEqual([])
    await context.close()
  })
})

describe('by keyboard', () => {
  let booked: Booked
  let day: string
  beforeAll(async () => {
    const room = await dayWithRoom()
    day = room.day
    booked = await book(room.free[2]?.start ?? '', 'Paciente Teclado')
  })
  afterAll(() => cancel(booked).catch(() => undefined))

  it('a visit opens, keeps the focus inside, and gives it back', async () => {
    const { context, page, errors } = await visit(browser, DESKTOP)
    await signIn(page)
    await show(page, 'dia', day)
    const box = page.getByRole('button', { name: /Paciente Teclado/ })
    await box.waitFor()
    await page.locator('[data-visit][tabindex="0"]').focus()
    expect(await page.locator('[data-visit][tabindex="0"]').count()).toBe(1)
    await page.keyboard.press('Home')
    for (
      let tries = 0;
      tries < 40 && !(await box.evaluate((node) => node === document.activeElement));
      tries += 1
    )
      await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog', { name: /Paciente Teclado/ })
    await panel.waitFor()
    await expect.poll(() => panel.evaluate((node) => node.contains(document.activeElement))).toBe(true)
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await expect.poll(() => box.evaluate((node) => node === document.activeElement)).toBe(true)
    expect(errors).toEqual([])
    await context.close()
  })
})

describe('moving', () => {
  let booked: Booked
  let day: string
  let starts: string[]
  const clock = (start: string) => start.slice(11, 16)

  beforeAll(async () => {
    const room = await dayWithRoom()
    day = room.day
    booked = await book(room.free[3]?.start ?? '', 'Paciente Movida')
    starts = (await freeTimes(day, day)).map(({ start }) => start)
  })
  afterAll(() => cancel(booked).catch(() => undefined))

  it('by the dialog is done at once, and undone within eight seconds', async () => {
    const { context, page, errors } = await visit(browser, DESKTOP)
    await signIn(page)
    await show(page, 'lista', day)
    const row = page.getByRole('button', { name: /Paciente Movida/ })
    const before = await row.locator('.day-visit-time').textContent()
    await row.click()
    await page.getByRole('button', { name: 'Mover' }).click()
    await page.locator('.free-time').last().click()
    await page.getByRole('button', { name: /^Mover al/ }).click()
    await page.getByText(/Cita de Paciente Movida.* movida al/).waitFor()
    await expect.poll(() => row.locator('.day-visit-time').textContent()).not.toBe(before)
    await page.getByRole('button', { name: 'Deshacer' }).click()
    await page.getByText(/Deshecho: Paciente Movida/).waitFor()
    await expect.poll(() => row.locator('.day-visit-time').textContent()).toBe(before)
    expect(errors).toEqual([])
    await context.close()
  })

  it('by the mouse asks first', async () => {
    const { context, page, errors } = await visit(browser, {
      ...DESKTOP,
      viewport: { width: 1280, height: 1600 },
    })
    await signIn(page)
    await show(page, 'dia', day)
    const box = page.getByRole('button', { name: /Paciente Movida/ })
    await box.waitFor()
    const target = starts.find((start) => minutes(clock(start)) % 15 === 0 && start !== booked.start) ?? ''
    const from = await box.boundingBox()
    const row = await page.locator('.rbc-time-gutter .rbc-timeslot-group').first().boundingBox()
    if (!from || !row) throw new Error('nothing to drag')
    const first = hourOf((await page.locator('.rbc-time-gutter .rbc-label').first().textContent()) ?? '')
    const y = row.y + ((minutes(clock(target)) - first) / 60) * row.height
    await page.mouse.move(from.x + 40, from.y + 5)
    await page.mouse.down()
    await page.mouse.move(from.x + 42, from.y + 20, { steps: 4 })
    await page.mouse.move(from.x + 42, y + 7, { steps: 12 })
    await picture(page, 'staff-desktop-drag')
    await page.mouse.up()
    const dialog = page.getByRole('dialog', { name: /Mover la cita de Paciente Movida/ })
    await dialog.waitFor()
    expect(await dialog.getByLabel('Hora', { exact: true }).inputValue()).toBe(clock(target))
    await page.getByRole('button', { name: 'No mover' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(errors).toEqual([])
    await context.close()
  })
})

const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

describe('blocking time', () => {
  it('tells whom it affects before it is saved, and does with them what was chosen', async () => {
    const { day, free } = await dayWithRoom()
    const start = free.find(({ start }) => start.slice(14, 16) === '00')?.start ?? ''
    const name = `Paciente Bloqueada ${Date.now() % 10_000}`
    const booked = await book(start, name)
    const { context, page, errors } = await visit(browser, DESKTOP)
    await signIn(page)
    await show(page, 'dia', day)
    await page.getByRole('button', { name: 'Bloquear tiempo' }).click()
    const dialog = page.getByRole('dialog', { name: 'Bloquear tiempo' })
    expect(await dialog.getByLabel('Quién no atiende').count()).toBe(0)
    await dialog.getByLabel('Desde las').fill(start.slice(11, 16))
    await dialog.getByLabel('Hasta las').fill(`${start.slice(11, 14)}10`)
    await dialog.getByLabel(/^Motivo/).fill('Cirugía de urgencia')
    await dialog.getByText(/^Afecta \d+ citas?\./).waitFor()
    await dialog.getByText(name).waitFor()
    await expectAccessible(page)
    await picture(page, 'staff-desktop-block')
    await dialog.getByLabel('Mover a la próxima hora libre y avisar').check()
    await dialog.getByRole('button', { name: 'Bloquear', exact: true }).click()
    await page.getByText(/Tiempo bloqueado: \d+ pacientes? avisado/).waitFor()
    await page.locator('.strip').getByText('Cirugía de urgencia').waitFor()
    await page.goto('/clinica/ausencias')
    const row = page.locator('.row', { hasText: 'Cirugía de urgencia' })
    await row.getByRole('link', { name: /Citas afectadas/ }).click()
    await page.locator('.row', { hasText: name }).getByText('Movida').waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Todas las ausencias' }).click()
    await row.getByRole('button', { name: /^Quitar/ }).click()
    await row.waitFor({ state: 'detached' })
    expect(errors).toEqual([])
    await context.close()
    await cancel(booked).catch(() => undefined)
  })
})

describe('the day on paper', () => {
  it('is a sheet with names, phones and reasons, and nothing of the screen', async () => {
    const { day, free } = await dayWithRoom()
    const booked = await book(free[5]?.start ?? '', 'Paciente Impresa')
    const { context, page, errors } = await visit(browser, DESKTOP)
    await signIn(page)
    await show(page, 'dia', day)
    await page.locator('.sheet').getByText('Paciente Impresa').waitFor({ state: 'attached' })
    expect(await page.locator('.sheet').isVisible()).toBe(false)
    await page.emulateMedia({ media: 'print' })
    const row = page.locator('.sheet tr', { hasText: 'Paciente Impresa' })
    expect(await row.isVisible()).toBe(true)
    expect(await row.textContent()).toContain('809-555-')
    expect(await page.locator('.bar, .toolbar, .grid').filter({ visible: true }).count()).toBe(0)
    await picture(page, 'staff-desktop-print')
    expect(errors).toEqual([])
    await context.close()
    await cancel(booked)
  })
})

describe('without network', () => {
  it('what was read stays, and a change is refused in plain words', async () => {
    const { day, free } = await dayWithRoom()
    const booked = await book(free[6]?.start ?? '', 'Paciente Sin Red')
    const { context, page } = await visit(browser, PHONE)
    await signIn(page)
    await show(page, 'lista', day)
    const row = page.getByRole('button', { name: /Paciente Sin Red/ })
    await row.waitFor()
    await context.setOffline(true)
    await page.getByText(/^Sin conexión/).waitFor()
    await expectAccessible(page)
    await row.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Confirmar' }).click()
    await page
      .getByRole('dialog')
      .getByRole('alert')
      .getByText(/No hay conexión/)
      .waitFor()
    await picture(page, 'staff-phone-offline')
    await context.setOffline(false)
    await page.getByText(/^Sin conexión/).waitFor({ state: 'detached' })
    await page.getByRole('dialog').getByRole('button', { name: 'Confirmar' }).click()
    await page.getByRole('dialog').getByText('Confirmada').waitFor()
    await context.close()
    await cancel(booked)
  })
})

describe('somebody was quicker', () => {
  it('the screen says so and shows the visit as it is now', async () => {
    const { day, free } = await dayWithRoom()
    const booked = await book(free[7]?.start ?? '', 'Paciente Disputada')
    const { context, page } = await visit(browser, DESKTOP)
    await signIn(page)
    await page.route('**/api/events', (route) => route.abort())
    await show(page, 'lista', day)
    await page.getByRole('button', { name: /Paciente Disputada/ }).click()
    await page.getByRole('button', { name: 'Mover' }).click()
    await page.locator('.free-time').last().click()
    await cancel(booked)
    await page.getByRole('button', { name: /^Mover al/ }).click()
    await page
      .getByRole('alert')
      .getByText(/Otra persona cambió esta cita/)
      .waitFor()
    await expectAccessible(page)
    await context.close()
  })
})

describe('a session that ends', () => {
  it('keeps what was typed and goes on after the password', async () => {
    const { day, free } = await dayWithRoom()
    const booked = await book(free[4]?.start ?? '', 'Paciente Sesión')
    const { context, page } = await visit(browser, DESKTOP)
    await signIn(page)
    await show(page, 'lista', day)
    await page.getByRole('button', { name: /Paciente Sesión/ }).click()
    await page.getByRole('button', { name: 'Cancelar la cita' }).click()
    await page.getByLabel('Motivo (opcional)').fill('Esto no se pierde')
    const over = {
      status: 401,
      contentType: 'application/problem+json',
      body: '{"type":"/problems/invalid-token"}',
    }
    const ended = /\/api\/(auth\/refresh|appointments)/
    await page.route(ended, (route) => route.fulfill(over))
    await page.getByRole('button', { name: 'Cancelar la cita' }).last().click()
    const again = page.getByRole('dialog', { name: 'Su sesión terminó' })
    await again.waitFor()
    await expectAccessible(page)
    await picture(page, 'staff-desktop-expired')
    expect(await page.getByLabel('Motivo (opcional)').inputValue()).toBe('Esto no se pierde')
    expect(await again.getByLabel('Usuario').inputValue()).toBe('dra.perez')
    await page.unroute(ended)
    await again.getByLabel('Contraseña', { exact: true }).fill('clinica-demo-2026')
    await again.getByRole('button', { name: 'Entrar' }).click()
    await page.getByText(/Cita de Paciente Sesión.* cancelada/).waitFor()
    await context.close()
    expect(booked.id).toBeGreaterThan(0)
  })
})

describe('whose agenda', () => {
  it('the front desk chooses, a doctor has the own one', async () => {
    const { context, page, errors } = await visit(browser, DESKTOP)
    await signIn(page, 'recepcion')
    const chips = page.getByRole('group', { name: 'Agenda de' })
    await chips.getByText(/Santos/).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('medico')).not.toBeNull()
    await page.locator(BODY).first().waitFor()
    await expectAccessible(page)
    await picture(page, 'staff-desktop-desk')
    expect(errors).toEqual([])
    await context.close()
    const own = await visit(browser, DESKTOP)
    await signIn(own.page, 'dr.santos')
    expect(await own.page.getByRole('group', { name: 'Agenda de' }).count()).toBe(0)
    await own.context.close()
  })

  it('a patient is shown the way to the booking page', async () => {
    const { context, page } = await visit(browser, PHONE)
    await page.goto('/clinica')
    await page.getByLabel('Usuario').fill('paciente@demo.do')
    await page.getByLabel('Contraseña', { exact: true }).fill('clinica-demo-2026')
    await page.getByRole('button', { name: 'Entrar' }).click()
    await page.getByRole('heading', { name: 'Esta página es para el personal' }).waitFor()
    await expectAccessible(page)
    await context.close()
  })
})
