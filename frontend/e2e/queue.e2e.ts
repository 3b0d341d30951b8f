import { createServer, type Server, type Socket } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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
import { linkOf, mailTo } from './mailbox'
import {
  act,
  arrived,
  attending,
  cardOf,
  type Doctor,
  emptied,
  entriesOf,
  expected,
  inColumn,
  laneOf,
  newName,
  newScreen,
  openBoard,
  walkIn,
} from './queueClinic'
import { press } from './tryton'

const AT_ONCE = 1000
const TELEVISION = { viewport: { width: 1920, height: 1080 } } as const
const SMALL_TELEVISION = { viewport: { width: 1280, height: 720 } } as const

let browser: Browser
let doctor: Doctor
beforeAll(async () => {
  browser = await launch()
  doctor = await attending('Santos', 'dr.santos')
})
afterAll(() => browser.close())
beforeEach(() => emptied(doctor))

const provoked = (errors: string[], ...parts: string[]) =>
  errors.filter((error) => !parts.some((part) => error.includes(part)))

/** Milliseconds from a change until a page shows it. */
async function delayOf(change: () => Promise<unknown>, shown: () => Promise<unknown>): Promise<number> {
  const waiting = shown().then(() => Date.now())
  await change()
  const done = Date.now()
  return (await waiting) - done
}

describe('the day at the desk', () => {
  it('goes from arriving to the end by the board, and a step back', async () => {
    const { context, page, errors } = await visit(browser, DESKTOP)
    const rosa = await expected(doctor, 'Rosa')
    await openBoard(page)
    await cardOf(page, rosa)
      .getByRole('button', { name: /^Llegó/ })
      .click()
    await inColumn(page, 'waiting', rosa).waitFor()
    await expect.poll(() => cardOf(page, rosa).textContent()).toContain('espera corta')
    await laneOf(page, doctor)
      .getByRole('button', { name: /^Llamar al siguiente/ })
      .click()
    await inColumn(page, 'called', rosa).waitFor()
    await page.locator('.notice').getByText('Se llamó a Rosa').waitFor()
    await page.locator('.notice').getByRole('button', { name: 'Deshacer' }).first().waitFor()
    await page.locator('.notice', { hasText: 'Se llamó' }).getByRole('button').click()
    await inColumn(page, 'waiting', rosa).waitFor()
    await cardOf(page, rosa)
      .getByRole('button', { name: /^Llamar/ })
      .click()
    await inColumn(page, 'called', rosa).waitFor()
    await cardOf(page, rosa)
      .getByRole('button', { name: /^Pasa a consulta/ })
      .click()
    await inColumn(page, 'in_consultation', rosa).waitFor()
    const own = await visit(browser, DESKTOP)
    await openBoard(own.page, doctor.login)
    await cardOf(own.page, rosa)
      .getByRole('button', { name: /^Terminar/ })
      .click()
    await inColumn(own.page, 'done', rosa).waitFor()
    await inColumn(page, 'done', rosa).waitFor()
    await cardOf(own.page, rosa)
      .getByRole('button', { name: /^Deshacer/ })
      .click()
    await inColumn(page, 'in_consultation', rosa).waitFor()
    expect([...errors, ...own.errors]).toEqual([])
    await context.close()
    await own.context.close()
  })

  it('registers a patient without an appointment by keyboard alone', async () => {
    const { context, page, errors } = await visit(browser, DESKTOP)
    const { surname } = newName('Wanda')
    const wanda = `Wanda ${surname}`
    await openBoard(page)
    await page.getByRole('button', { name: 'Sin cita', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('combobox').waitFor()
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('role')))
      .toBe('combobox')
    await page.keyboard.type(wanda)
    await page.getByRole('option', { name: new RegExp(wanda) }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByLabel('Nombre', { exact: true }).waitFor()
    await expect
      .poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).value))
      .toBe('Wanda')
    await page.keyboard.press('Enter')
    await settleLookalikes(page)
    await page.getByLabel('Con quién').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT')
    await page.keyboard.type(doctor.name)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.notice').getByText(wanda).waitFor()
    await laneOf(page, doctor).locator('.column.is-waiting .entry-open').getByText(wanda).first().waitFor()
    expect(provoked(errors, 'status of 409')).toEqual([])
    await context.close()
  })

  it('moves somebody by the mouse only with a reason, which everybody can read', async () => {
    const [ana, luis] = [await arrived(doctor, 'Ana'), await arrived(doctor, 'Luis')]
    const { context, page, errors } = await visit(browser, DESKTOP)
    await openBoard(page)
    await cardOf(page, luis).dragTo(cardOf(page, ana), { targetPosition: { x: 60, y: 6 } })
    const dialog = page.getByRole('dialog', { name: /Mover a Luis/ })
    await dialog.waitFor()
    await dialog.getByText(/Esperará más: Ana/).waitFor()
    await expectAccessible(page)
    await picture(page, 'queue-desktop-move')
    await dialog.getByLabel('Motivo').fill('Le bajó la presión')
    await dialog.getByRole('button', { name: 'Mover', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => cardOf(page, luis).textContent()).toContain('«Le bajó la presión»')
    expect(await orderIn(page, doctor)).toEqual([luis.id, ana.id])
    expect(errors).toEqual([])
    await context.close()
  })

  it('moves somebody by keyboard, and calls out of turn only with a reason', async () => {
    const [ana, luis] = [await arrived(doctor, 'Ana'), await arrived(doctor, 'Luis')]
    const { context, page, errors } = await visit(browser, DESKTOP)
    await openBoard(page)
    const open = cardOf(page, luis).locator('.entry-open')
    await open.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: /^Luis/ }).waitFor()
    await page.getByRole('button', { name: 'Mover antes de…' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: /Mover a Luis/ })
    await dialog.getByLabel('Motivo').waitFor()
    await dialog.getByLabel('Antes de').selectOption({ label: `${ana.label} ${ana.patient_name}` })
    await dialog.getByLabel('Motivo').focus()
    await page.keyboard.type('Viene de lejos')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => orderIn(page, doctor)).toEqual([luis.id, ana.id])
    await cardOf(page, ana)
      .getByRole('button', { name: /^Llamar/ })
      .click()
    const jump = page.getByRole('dialog', { name: /fuera de turno/ })
    await jump.getByText(/le toca a Luis/).waitFor()
    await expectAccessible(page)
    await jump.getByLabel('Motivo').fill('Se siente mal')
    await jump.getByRole('button', { name: 'Llamar de todos modos' }).click()
    await inColumn(page, 'called', ana).waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  it('puts an emergency first', async () => {
    const [ana, luis] = [await arrived(doctor, 'Ana'), await arrived(doctor, 'Luis')]
    const { context, page, errors } = await visit(browser, DESKTOP)
    await openBoard(page)
    await cardOf(page, luis).locator('.entry-open').click()
    await page.getByRole('button', { name: 'Prioridad' }).click()
    const dialog = page.getByRole('dialog', { name: /Prioridad de Luis/ })
    await dialog.getByLabel('Emergencia').check()
    await dialog.getByLabel('Embarazada').check()
    await dialog.getByLabel('Motivo').fill('Dolor de pecho')
    await expectAccessible(page)
    await picture(page, 'queue-desktop-priority')
    await dialog.getByRole('button', { name: 'Guardar' }).click()
    await expect.poll(() => orderIn(page, doctor)).toEqual([luis.id, ana.id])
    await expect
      .poll(() => cardOf(page, luis).textContent())
      .toContain('Va primero por emergencia «Dolor de pecho»')
    expect(errors).toEqual([])
    await context.close()
  })

  it('says that the doctor is late, tells whom it told, and takes it back', async () => {
    const { context, page, errors } = await visit(browser, DESKTOP)
    await openBoard(page)
    const lane = laneOf(page, doctor)
    await lane.getByRole('button', { name: /^\+30/ }).click()
    await page
      .locator('.notice')
      .getByText(/Retraso de 30 minutos: (no había|se avisó)/)
      .waitFor()
    await lane.getByText('30 min de retraso').waitFor()
    await page
      .locator('.notice', { hasText: 'Retraso de 30' })
      .getByRole('button', { name: 'Deshacer' })
      .click()
    await lane.getByText('30 min de retraso').waitFor({ state: 'detached' })
    expect(errors).toEqual([])
    await context.close()
  })

  it('shows what another did meanwhile instead of undoing it', async () => {
    const ana = await arrived(doctor, 'Ana')
    const { context, page, errors } = await visit(browser, DESKTOP)
    await page.route('**/api/events', (route) => route.abort())
    await openBoardWithoutLine(page)
    await act('start', doctor, ana.id)
    await cardOf(page, ana)
      .getByRole('button', { name: /^Llamar/ })
      .click()
    await page.locator('.notice').getByText('Otra persona cambió esta visita').waitFor()
    await inColumn(page, 'in_consultation', ana).waitFor()
    expect(provoked(errors, 'ERR_FAILED', 'status of 412')).toEqual([])
    await context.close()
  })

  it('finds somebody as one types, and says so when nobody is found', async () => {
    const ana = await walkIn(doctor, 'Anaís')
    const [surname = ''] = ana.patient_name.split(' ').slice(-1)
    const { context, page, errors } = await visit(browser, DESKTOP)
    await openBoard(page)
    await page.keyboard.press('/')
    await page.keyboard.type(`anais ${surname}`)
    await expect.poll(() => page.locator('.entry').count()).toBe(1)
    expect(await cardOf(page, ana).count()).toBe(1)
    await page.keyboard.type(' nadie')
    await page.getByText('Nadie en la sala se llama').waitFor()
    await expectAccessible(page)
    expect(errors).toEqual([])
    await context.close()
  })

  it('is the own room for a doctor', async () => {
    await arrived(doctor, 'Ana')
    const { context, page, errors } = await visit(browser, DESKTOP)
    await openBoard(page, doctor.login)
    expect(await page.locator('.lane').count()).toBe(1)
    expect(await page.getByRole('button', { name: 'Sin cita', exact: true }).count()).toBe(0)
    await laneOf(page, doctor)
      .getByRole('button', { name: /^Llamar al siguiente/ })
      .click()
    await page.locator('.notice').getByText('Se llamó a Ana').waitFor()
    expect(errors).toEqual([])
    await context.close()
  })
})

/** Cards pass below the tabs that stay in sight: what is measured is not half covered. */
const toTop = (page: Page) => page.evaluate(() => scrollTo(0, 0))

/** A first registration may look like somebody: here it is somebody else. */
async function settleLookalikes(page: Page): Promise<void> {
  const other = page.getByRole('button', { name: /otra persona/i })
  await Promise.race([other.waitFor(), page.getByLabel('Con quién').waitFor()])
  if ((await other.count()) > 0 && (await page.getByLabel('Con quién').count()) === 0)
    await other.press('Enter')
}

async function openBoardWithoutLine(page: Page): Promise<void> {
  await page.goto('/clinica/sala')
  await page.getByLabel('Usuario').fill('recepcion')
  await page.getByLabel('Contraseña', { exact: true }).fill('clinica-demo-2026')
  await page.getByRole('button', { name: 'Entrar' }).click()
  await page.locator('.lane').first().waitFor()
}

function orderIn(page: Page, { id }: Doctor): Promise<number[]> {
  return page
    .locator(`[data-lane="${id}"] .column.is-waiting [data-entry]`)
    .evaluateAll((cards) => cards.map((card) => Number((card as HTMLElement).dataset.entry)))
}

describe('everybody sees it within a second', () => {
  it('what is done in Tryton reaches two boards, the patient’s page and the television', async () => {
    const email = `sala.${Date.now()}@example.com`
    const rosa = await expected(doctor, 'Rosa', { email })
    const mail = await mailTo(email, /./)
    const link = linkOf(mail, 'cancel').replace(/\?.*/, '')
    const screen = await newScreen(doctor, 'Sala')
    const boards = [await visit(browser, DESKTOP), await visit(browser, DESKTOP)]
    const tv = await visit(browser, TELEVISION)
    const patient = await visit(browser, PHONE)
    for (const { page } of boards) await openBoard(page)
    await tv.page.goto(screen.url)
    await tv.page.locator('.card').first().waitFor()
    await patient.page.goto(link)
    await patient.page.locator('h1').waitFor()
    await patient.page.waitForTimeout(500)
    const followed = (column: string, onTelevision: Promise<unknown>, before: string | null) =>
      Promise.all([
        ...boards.map(({ page }) => inColumn(page, column, rosa).waitFor()),
        onTelevision,
        expect.poll(() => text(), { interval: 20, timeout: 20_000 }).not.toBe(before),
      ])
    const text = () => patient.page.locator('main').textContent()
    const next = tv.page.locator('.card-next').getByText(rosa.label)
    const called = tv.page.locator('.call-turn').getByText(rosa.label)
    const delays: number[] = []
    let before = await text()
    const arrival = () => followed('waiting', next.waitFor(), before)
    delays.push(await delayOf(() => press('arrive', [rosa.id]), arrival))
    await boards[1]?.page.locator('.notice').getByText('Rosa').waitFor()
    expect(await cardOf(boards[0]?.page as Page, rosa).getAttribute('class')).toContain('is-flashing')
    before = await text()
    const call = () => followed('called', called.waitFor(), before)
    delays.push(await delayOf(() => press('call', [rosa.id]), call))
    await picture(tv.page, 'queue-tv-calling')
    before = await text()
    const entry = () => followed('in_consultation', called.waitFor({ state: 'detached' }), before)
    delays.push(await delayOf(() => press('start_visit', [rosa.id]), entry))
    expect([...delays].sort((a, b) => a - b)[1]).toBeLessThan(AT_ONCE)
    expect(await tv.page.locator('body').textContent()).not.toContain('Rosa')
    await expectAccessible(tv.page)
    await expectAccessible(patient.page)
    await picture(patient.page, 'queue-phone-link')
    expect([...boards, tv, patient].flatMap(({ errors }) => errors)).toEqual([])
    for (const { context } of [...boards, tv, patient]) await context.close()
  })
})

describe.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const)('every state on a %s', (size, options) => {
  it.each(['es', 'en'])('is accessible and fits, in %s', async (language) => {
    const ana = await walkIn(doctor, 'Ana')
    const { context, page, errors } = await visit(browser, options)
    const look = async (name: string) => {
      await toTop(page)
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
      await picture(page, `queue-${size}-${language}-${name}`)
    }
    await openBoard(page, 'recepcion', `/clinica/sala?lang=${language}`)
    await look('1-board')
    if (size === 'phone') {
      for (const stage of [0, 2, 3, 4]) {
        await page.locator('.stage').nth(stage).click()
        await toTop(page)
        await expectAccessible(page)
      }
      await page.locator('.stage').nth(1).click()
    }
    await cardOf(page, ana).locator('.entry-open').click()
    await page.getByRole('dialog').waitFor()
    await look('2-visit')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /^(Sin cita|Walk-in)$/ }).click()
    await page.getByRole('combobox').fill('rosa')
    await page.getByRole('option').first().waitFor()
    await look('3-walk-in-find')
    await page.getByRole('option').first().click()
    await page.locator('.more summary').click()
    await look('4-walk-in-place')
    await page.keyboard.press('Escape')
    await page.goto(`/clinica/pantallas?lang=${language}`)
    await page.locator('.screen-form').waitFor()
    await page.locator('.screen-form input').first().fill('Sala de prueba')
    await page.locator('.screen-form button[type=submit]').click()
    await page.locator('.screen-made').waitFor()
    await look('5-screens')
    await page.locator('.screen-item', { hasText: 'Sala de prueba' }).first().getByRole('button').click()
    await page.getByRole('dialog').waitFor()
    await look('6-revoke')
    await page.locator('.button-warn').click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(errors).toEqual([])
    await context.close()
  })
})

describe.each([
  ['1920', TELEVISION],
  ['1280', SMALL_TELEVISION],
] as const)('a television of %s', (size, options) => {
  it.each(['es', 'en'])('shows the turns and who is called, and can be heard, in %s', async (language) => {
    const screen = await newScreen(doctor, 'Sala')
    const [ana, luis] = [await walkIn(doctor, 'Ana'), await walkIn(doctor, 'Luis')]
    const { context, page, errors } = await visit(browser, { ...options, locale: 'fr-FR' })
    await page.addInitScript(countNotes)
    await page.goto(`${screen.url}?lang=${language}`)
    await page.locator('.card-next').getByText(luis.label).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    await expectAccessible(page)
    await expectNoScroll(page)
    await picture(page, `tv-${size}-${language}-1-calm`)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^(Quitar el sonido|Turn the sound off)$/ }).waitFor()
    await act('call', doctor, ana.id)
    await page.locator('.call-turn').getByText(ana.label).waitFor()
    expect(await notes(page)).toBe(2)
    await expectAccessible(page)
    await expectNoScroll(page)
    await picture(page, `tv-${size}-${language}-2-calling`)
    await page.reload()
    await page.locator('.call-turn').waitFor()
    expect(errors).toEqual([])
    await context.close()
  })
})

describe('a television', () => {
  let proxy: Proxy
  beforeEach(async () => {
    proxy = await startProxy()
  })
  afterEach(() => proxy.stop())

  it('comes back alone after the server was away', async () => {
    const screen = await newScreen(doctor, 'Sala')
    const ana = await walkIn(doctor, 'Ana')
    const { context, page, errors } = await visit(browser, { ...TELEVISION, baseURL: proxy.url })
    await page.goto(screen.url)
    await page.locator('.card-next').getByText(ana.label).waitFor()
    await proxy.stop()
    await page.getByText(/^Sin conexión desde las \d+:\d\d/).waitFor({ timeout: 40_000 })
    expect(await page.locator('.card-next').getByText(ana.label).count()).toBe(1)
    await expectAccessible(page)
    await picture(page, 'tv-1920-es-3-offline')
    await proxy.start()
    await page.locator('.note:empty').waitFor({ state: 'attached', timeout: 15_000 })
    await act('call', doctor, ana.id)
    await page.locator('.call-turn').getByText(ana.label).waitFor({ timeout: 5000 })
    expect(provoked(errors, 'ERR_')).toEqual([])
    await context.close()
  })

  it('that starts without network shows the last state and since when', async () => {
    const screen = await newScreen(doctor, 'Sala')
    const ana = await walkIn(doctor, 'Ana')
    const { context, page } = await visit(browser, { ...TELEVISION, baseURL: proxy.url })
    await page.goto(screen.url)
    await page.locator('.card-next').getByText(ana.label).waitFor()
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await proxy.stop()
    await page.reload()
    await page.getByText(/^Sin conexión desde las \d+:\d\d/).waitFor({ timeout: 20_000 })
    expect(await page.locator('.card-next').getByText(ana.label).count()).toBe(1)
    await context.close()
  })

  it('without a working link says so, and one that is switched off too', async () => {
    const screen = await newScreen(doctor, 'Sala')
    const { context, page, errors } = await visit(browser, TELEVISION)
    await page.goto(`/pantalla/${'x'.repeat(32)}`)
    await page.getByRole('heading', { name: 'Esta pantalla ya no está activa' }).waitFor()
    await expectAccessible(page)
    await picture(page, 'tv-1920-es-4-gone')
    await page.goto(screen.url)
    await page.locator('.card').first().waitFor()
    const admin = await visit(browser, DESKTOP)
    await openBoard(admin.page)
    await admin.page.goto('/clinica/pantallas')
    await admin.page
      .locator('.screen-item')
      .first()
      .getByRole('button', { name: /^Quitar/ })
      .click()
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Quitar' }).click()
    await page.getByRole('heading', { name: 'Esta pantalla ya no está activa' }).waitFor({ timeout: 5000 })
    expect(provoked(errors, 'status of 404')).toEqual([])
    expect(admin.errors).toEqual([])
    await context.close()
    await admin.context.close()
  })
})

it('keeps names off the television and its answers', async () => {
  const screen = await newScreen(doctor, 'Sala')
  await walkIn(doctor, 'Zuleika')
  const answer = await fetch(`${baseUrl()}/api${screen.url.replace('pantalla', 'screens')}`)
  const told = await answer.text()
  expect(answer.ok).toBe(true)
  expect(told).not.toContain('Zuleika')
  expect((await entriesOf(doctor)).some(({ patient_name }) => patient_name.startsWith('Zuleika'))).toBe(true)
})

/** Counts what the page plays: a chime is two notes. */
function countNotes() {
  const counted = globalThis as unknown as { notes: number }
  counted.notes = 0
  const { start } = OscillatorNode.prototype
  OscillatorNode.prototype.start = function play(when?: number) {
    counted.notes += 1
    start.call(this, when)
  }
}

const notes = (page: Page) => page.evaluate(() => (globalThis as unknown as { notes: number }).notes)

/** A television has nothing to scroll with. */
async function expectNoScroll(page: Page): Promise<void> {
  const hidden = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body, #screen, .body, .card')]
      .filter((part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1)
      .map((part) => `${part.className} ${part.scrollHeight}>${part.clientHeight}`),
  )
  expect(hidden).toEqual([])
}

interface Proxy {
  url: string
  start: () => Promise<void>
  stop: () => Promise<void>
}

/** Between a page and the server, so that the server can go away for this page alone. */
async function startProxy(): Promise<Proxy> {
  const { hostname, port } = new URL(baseUrl())
  const sockets = new Set<Socket>()
  let server: Server | null = null
  let own = 0
  const { connect } = await import('node:net')
  const start = async () => {
    const made = createServer((client) => {
      const behind = connect(Number(port), hostname)
      for (const [from, to] of [
        [client, behind],
        [behind, client],
      ] as const) {
        sockets.add(from)
        from.on('error', () => to.destroy())
        from.on('close', () => to.destroy())
        from.pipe(to)
      }
    })
    await new Promise<void>((listening) => made.listen(own, '127.0.0.1', listening))
    const address = made.address()
    if (address !== null && typeof address === 'object') own = address.port
    server = made
  }
  const stop = async () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    const ending = server
    server = null
    if (ending) await new Promise<void>((closed) => ending.close(() => closed()))
  }
  await start()
  return { url: `http://localhost:${own}`, start, stop }
}
