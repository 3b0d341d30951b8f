import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../src/routes'
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
import { codeTo, mailTo } from './mailbox'
import { book, smallTargets, somebody } from './patient'
import { expectNoSpanish } from './spanish'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

/** A state that does not come is told by name, before the story's own time is over. */
const SHORT = 30_000
/** Some forty screens, one after another, on a busy machine. */
const TABLE = { ...ONCE, timeout: 600_000 }

type Route = Exclude<keyof typeof routes, 'staff'>
type State = readonly [name: string, show: (page: Page, world: World) => Promise<unknown>]

/** A visit of the browser's own, and the address of it in a message. */
interface World {
  language: string
  path: string
  reference: string
  link: string
}

const at = (path: string, { language }: World) => `${path}${path.includes('?') ? '&' : '?'}lang=${language}`

async function open(page: Page, path: string, world: World, ready = 'h1'): Promise<void> {
  await page.goto(at(path, world))
  await page.locator(ready).first().waitFor()
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
}

const shown =
  (path: string, ready?: string): State[1] =>
  (page, world) =>
    open(page, path, world, ready)

/** The screen's form sent empty: each field says what it lacks. */
const mistakes =
  (path: string): State[1] =>
  async (page, world) => {
    await open(page, path, world, 'form')
    await page.locator('form button[type=submit]').first().click()
    await page.locator('.alert').waitFor()
  }

const offline =
  (path: string, api: string): State[1] =>
  async (page, world) => {
    await page.route(api, (route) => route.abort('internetdisconnected'))
    await open(page, path, world)
    await page.locator('.notice button, .alert button, .page button.button').first().waitFor()
    await page.unroute(api)
  }

const answered = async (page: Page, api: string, status: number, body: object) =>
  page.route(api, (route) =>
    route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) }),
  )

async function freeTime(page: Page, world: World): Promise<void> {
  await open(page, '/reservar?servicio=1&medico=1', world, '.time')
  await page.locator('.day').nth(3).click()
  await page.locator('.time').last().click()
  await page.locator('#name').waitFor()
}

/**
 * A visitor is forgotten with each page: the reference and the birth date bring the visit back. Few may be looked up in
 * a quarter of an hour, so that the states after this one go on from it.
 */
async function ownVisit(page: Page, world: World): Promise<void> {
  await open(page, '/buscar-cita', world, 'form')
  const typed = { number: world.reference, day: '5', month: '3', year: '1984' }
  for (const [id, text] of Object.entries(typed)) await page.locator(`#${id}`).fill(text)
  await page.locator('form button[type=submit]').click()
  await page.locator('.reference').waitFor()
}

const TIMES = '/reservar?servicio=1&medico=1'
const WAIT = '/avisarme?servicio=1'
const AVAILABILITY = '**/api/availability?*'

/** What a visitor sees at each address, in each state; those of an account follow below. */
const VISITORS: Record<Exclude<Route, 'mine' | 'account' | 'people'>, readonly State[]> = {
  home: [
    ['plain', shown('/', '.cards .card')],
    ['doctor', shown('/?medico=1', '.cards .card')],
    ['missing', shown('/nada')],
  ],
  times: [
    ['plain', shown(TIMES, '.time')],
    [
      'unsuitable',
      async (page, world) => {
        await open(page, TIMES, world, '.time')
        await page.locator('summary').click()
      },
    ],
    ['offline', offline(TIMES, AVAILABILITY)],
    [
      'empty',
      async (page, world) => {
        await answered(page, AVAILABILITY, 200, {
          timezone: 'America/Santo_Domingo',
          slots: [],
          next_from: null,
        })
        await open(page, TIMES, world, '.notice')
        await page.unroute(AVAILABILITY)
      },
    ],
  ],
  details: [
    ['plain', freeTime],
    [
      'other-mistakes',
      async (page, world) => {
        await freeTime(page, world)
        await page.locator('label[for=whom-other]').click()
        await page.locator('form button[type=submit]').click()
        await page.locator('.alert').waitFor()
      },
    ],
    [
      'lost',
      async (page, world) => {
        const lost = { type: '/problems/slot-taken', title: 'x', status: 409, detail: '', alternatives: [] }
        await answered(page, '**/api/holds', 409, lost)
        await freeTime(page, world)
        await page.locator('.alert').waitFor()
        await page.unroute('**/api/holds')
      },
    ],
  ],
  wait: [
    ['plain', shown(WAIT, 'form')],
    ['mistakes', mistakes(WAIT)],
  ],
  appointment: [
    ['foreign', shown('/cita/99999999')],
    ['own', ownVisit],
    [
      'cancel',
      async (page) => {
        await page.locator('.actions button').last().click()
        await page.getByRole('dialog').waitFor()
      },
    ],
  ],
  move: [
    [
      'chosen',
      async (page, world) => {
        await page.keyboard.press('Escape')
        await page.locator(`a[href="${world.path}/mover"]`).click()
        await page.locator('.day').nth(5).click()
        await page.locator('.time').last().click()
      },
    ],
  ],
  signIn: [
    ['plain', shown('/entrar')],
    [
      'code',
      async (page, world) => {
        await open(page, '/entrar', world, 'form')
        await page.locator('#email').fill(somebody().email)
        await page.locator('form button[type=submit]').click()
        await page.locator('#code').waitFor()
      },
    ],
    [
      'password',
      async (page, world) => {
        await open(page, '/entrar', world)
        await page.getByRole('button', { name: /contraseña|password/ }).click()
        await page.locator('#password').waitFor()
      },
    ],
  ],
  register: [
    ['plain', shown('/registro', 'form')],
    ['mistakes', mistakes('/registro')],
  ],
  reset: [
    ['plain', shown('/clave', 'form')],
    ['mistakes', mistakes('/clave')],
  ],
  find: [
    ['plain', shown('/buscar-cita', 'form')],
    ['mistakes', mistakes('/buscar-cita')],
    [
      'nobody',
      async (page, world) => {
        await open(page, '/buscar-cita', world, 'form')
        const typed = { number: 'LV-AAAAAA', day: '1', month: '1', year: '1990' }
        for (const [id, text] of Object.entries(typed)) await page.locator(`#${id}`).fill(text)
        await page.locator('form button[type=submit]').click()
        await page.locator('.alert, .notice').first().waitFor()
      },
    ],
  ],
  link: [
    ['plain', (page, world) => open(page, world.link, world, '.actions')],
    ['cancel', (page, world) => open(page, `${world.link}?accion=cancel`, world, '[role=dialog], dialog')],
    ['move', (page, world) => open(page, `${world.link}?accion=reschedule`, world, '.time')],
    ['dead', shown(`/l/${'a'.repeat(48)}`)],
    ['offline', (page, world) => offline(world.link, '**/api/links/*')(page, world)],
  ],
}

const ACCOUNTS: Record<'mine' | 'account' | 'people', readonly State[]> = {
  mine: [['plain', shown('/mis-citas')]],
  account: [
    ['folded', shown('/cuenta', '.matter')],
    [
      'open',
      async (page, world) => {
        await open(page, '/cuenta', world, '.matter')
        const closed = page.locator('.matter:not([open]) summary')
        while ((await closed.count()) > 0) await closed.first().click()
        await page.locator('#calendar-busy').waitFor()
        await page.locator('.skeleton').first().waitFor({ state: 'detached' })
      },
    ],
  ],
  people: [
    ['plain', shown('/cuenta/personas')],
    [
      'add',
      async (page, world) => {
        await open(page, '/cuenta/personas', world)
        await page.getByRole('button', { name: /^(Agregar una persona|Add a person)$/ }).click()
        await page.locator('form').waitFor()
        await page.locator('form button[type=submit]').click()
        await page.locator('.alert').waitFor()
      },
    ],
  ],
}

it('has a row for every address', ONCE, () => {
  const { staff, ...addresses } = routes
  expect(Object.keys({ ...VISITORS, ...ACCOUNTS }).sort()).toEqual(Object.keys(addresses).sort())
})

async function look(page: Page, name: string, language: string): Promise<void> {
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  expect(await smallTargets(page)).toEqual([])
  if (language === 'en') await expectNoSpanish(page)
  await picture(page, name)
}

/** Refusals and cut lines that the states provoke are reported by Chromium itself. */
const unprovoked = (errors: string[]) =>
  errors.filter((error) => !/status of (40[0-9]|422)|ERR_INTERNET_DISCONNECTED/.test(error))

const EACH = [
  ['phone', PHONE, 'es'],
  ['phone', PHONE, 'en'],
  ['desktop', DESKTOP, 'es'],
  ['desktop', DESKTOP, 'en'],
] as const

describe.each(EACH)('on a %s', (size, options, language) => {
  it(`every visitor's screen is accessible, fits and speaks one language: ${language}`, TABLE, async () => {
    const { context, page, errors } = await visit(browser, options)
    page.setDefaultTimeout(SHORT)
    const world = await bookedWorld(page, language)
    for (const [route, states] of Object.entries(VISITORS))
      for (const [state, show] of states) {
        await expect(show(page, world), `${route} ${state}`).resolves.toBeUndefined()
        await look(page, `screen-${size}-${language}-${route}-${state}`, language)
      }
    expect(unprovoked(errors)).toEqual([])
    await context.close()
  })

  it(
    `every screen of an account is accessible, fits and speaks one language: ${language}`,
    ONCE,
    async () => {
      const { context, page, errors } = await visit(browser, options)
      const world = { language, path: '', reference: '', link: '' }
      await page.goto('/entrar?lang=es')
      await page.getByRole('button', { name: 'Prefiero usar mi contraseña' }).click()
      await page.locator('#login').fill('paciente@demo.do')
      await page.locator('#password').fill('clinica-demo-2026')
      await page.getByRole('button', { name: 'Entrar' }).click()
      await page.waitForURL(/mis-citas/)
      for (const [route, states] of Object.entries(ACCOUNTS))
        for (const [state, show] of states) {
          await expect(show(page, world), `${route} ${state}`).resolves.toBeUndefined()
          await look(page, `screen-${size}-${language}-${route}-${state}`, language)
        }
      expect(unprovoked(errors)).toEqual([])
      await context.close()
    },
  )
})

async function bookedWorld(page: Page, language: string): Promise<World> {
  const person = somebody()
  const reference = await book(page, person, { day: 7, time: 2 })
  await page.locator('#code').fill(await codeTo(person.email, /confirme/i))
  await page.getByRole('button', { name: 'Confirmar el correo' }).click()
  const mail = await mailTo(person.email, /confirmada/i)
  const link = mail.match(/\/l\/[0-9a-zA-Z_-]+/)?.[0] ?? ''
  return { language, path: new URL(page.url()).pathname, reference, link }
}

describe('on the narrowest phone', () => {
  it('every visitor’s screen fits 320 px and text of twice the size', TABLE, async () => {
    const narrow = { ...PHONE, viewport: { width: 320, height: 640 } }
    const { context, page } = await visit(browser, narrow)
    page.setDefaultTimeout(SHORT)
    const world = await bookedWorld(page, 'es')
    for (const [route, states] of Object.entries(VISITORS))
      for (const [state, show] of states) {
        await expect(show(page, world), `${route} ${state}`).resolves.toBeUndefined()
        await expectNoSidewaysScroll(page)
        await page.evaluate(() => document.documentElement.style.setProperty('font-size', '32px'))
        await expectNoSidewaysScroll(page)
        await picture(page, `screen-narrow-large-${route}-${state}`)
      }
    await context.close()
  })
})
