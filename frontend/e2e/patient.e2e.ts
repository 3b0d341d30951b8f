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
import { codeTo, mailTo } from './mailbox'
import { book, chooseTime, confirm, fillIn, smallTargets, somebody } from './patient'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const SIZES = [
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const

/** Chromium itself reports refused requests as console errors: these are the ones a test provoked. */
const provoked = (errors: string[], ...statuses: number[]) =>
  errors.filter((error) => !statuses.some((status) => error.includes(`status of ${status}`)))

describe.each(SIZES)('on a %s', (size, options) => {
  it.each(['es', 'en'])('every screen is accessible and fits, in %s', ONCE, async (language) => {
    const { context, page, errors } = await visit(browser, options)
    const look = async (name: string) => {
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
      expect(await smallTargets(page)).toEqual([])
      await picture(page, `patient-${size}-${language}-${name}`)
    }
    await page.goto(`/?lang=${language}`)
    await page.locator('.cards').first().waitFor()
    await look('1-home')
    const screens = ['buscar-cita', 'entrar', 'nada', `l/${'a'.repeat(48)}`]
    for (const screen of screens) {
      await page.goto(`/${screen}?lang=${language}`)
      await page.locator('h1').waitFor()
      await look(`9-${screen.replace(/\W.*/, '')}`)
    }
    await page.goto(`/reservar?servicio=1&lang=${language}`)
    await page.locator('.time').first().waitFor()
    await look('2-times')
    await page.locator('.day').nth(2).click()
    await page.locator('.time').first().click()
    await page.locator('label[for=whom-other]').click()
    await page.locator('form button[type=submit]').click()
    await page.locator('.alert').waitFor()
    await look('3-mistakes')
    expect(provoked(errors, 404)).toEqual([])
    await context.close()
  })

  it('books, moves, confirms and cancels', ONCE, async () => {
    const { context, page, errors } = await visit(browser, options)
    const person = somebody()
    const reference = await book(page, person)
    expect(reference).toMatch(/^LV-[A-Z0-9]{6}$/)
    await expectAccessible(page)
    await picture(page, `patient-${size}-4-booked`)

    await page.getByRole('link', { name: 'Mover la cita' }).click()
    await page.locator('.day').nth(4).click()
    await page.locator('.time').first().click()
    await expectAccessible(page)
    await picture(page, `patient-${size}-6-move`)
    await page.getByRole('button', { name: /Cambiar a/ }).click()
    await page.getByRole('heading', { name: 'Su cita cambió de hora' }).waitFor()

    await page.goto('/buscar-cita')
    await page.locator('#number').fill(reference.toLowerCase().replace('-', ' '))
    await page.locator('#day').fill('5')
    await page.locator('#month').fill('3')
    await page.locator('#year').fill('1984')
    await page.getByRole('button', { name: 'Buscar mi cita' }).click()
    await page.getByRole('button', { name: 'Sí, voy' }).click()
    await page.getByText('Confirmada: le esperamos').first().waitFor()
    await page.getByRole('button', { name: 'No puedo ir' }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Cancelar la cita' }).click()
    await page.getByRole('heading', { name: 'Esta cita está cancelada' }).waitFor()
    await page.getByRole('link', { name: 'Reservar otra cita' }).waitFor()
    await picture(page, `patient-${size}-6-cancelled`)
    expect(errors).toEqual([])
    await context.close()
  })
})

it('takes a new patient three screens and at most eight taps', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  await page.goto('/')
  await page.evaluate(() => {
    sessionStorage.setItem('taps', '0')
    addEventListener('pointerup', () => {
      sessionStorage.setItem('taps', String(Number(sessionStorage.getItem('taps')) + 1))
    })
  })
  await page.locator('.cards .card').nth(2).tap()
  await page.locator('.time').last().tap()
  await page.locator('#name').tap()
  await page.keyboard.type('Ana')
  for (const text of ['Prueba Toques', '8095550177']) {
    await page.keyboard.press('Tab')
    await page.keyboard.type(text)
  }
  await page.locator('#day').tap()
  for (const text of ['7', '8', '1991']) {
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
  }
  await page.locator('label[for=consent]').tap()
  await page.locator('form button[type=submit]').tap()
  await page.locator('.panel-done').waitFor()
  expect(Number(await page.evaluate(() => sessionStorage.getItem('taps')))).toBeLessThanOrEqual(8)
  expect(errors).toEqual([])
  await context.close()
})

/** Counts taps across screens, in the tab itself. */
async function countTaps(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    addEventListener('pointerup', () => {
      sessionStorage.setItem('taps', String(Number(sessionStorage.getItem('taps')) + 1))
    })
  })
  return async () => Number(await page.evaluate(() => sessionStorage.getItem('taps')))
}

it('takes a known phone four taps', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  const taps = await countTaps(page)
  await chooseTime(page, { day: 4, time: 1 })
  await fillIn(page, somebody({ email: '' }))
  await page.locator('label[for=remember]').click()
  await confirm(page)
  await page.goto('/')
  await page.evaluate(() => sessionStorage.setItem('taps', '0'))
  await page.getByRole('link', { name: /¿Repetir con Dra. Carmen Pérez\?/ }).tap()
  await page.locator('.time').first().waitFor()
  await expectAccessible(page)
  // The nearest day may be this one, with few hours left: the last of them is the furthest from now
  await page.locator('.time').last().tap()
  await page.locator('label[for=consent]').tap()
  await page.locator('form button[type=submit]').tap()
  await page.locator('.panel-done').waitFor()
  expect(await taps()).toBeLessThanOrEqual(4)
  await page.goto('/')
  await page.locator('.card-repeat').waitFor()
  await expectAccessible(page)
  await picture(page, 'patient-phone-1-home-known')
  expect(errors).toEqual([])
  await context.close()
})

it('takes one tap to confirm, two to cancel and three to move, from the message', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  const taps = await countTaps(page)
  const person = somebody()
  await book(page, person, { day: 6, time: 4 })
  await page.locator('#code').fill(await codeTo(person.email, /confirme/i))
  await page.getByRole('button', { name: 'Confirmar el correo' }).click()
  await page.getByText('Listo: los mensajes').waitFor()
  const mail = await mailTo(person.email, /confirmada/i)
  const link = mail.match(/\/l\/[0-9a-zA-Z_-]+/)?.[0] ?? ''
  const opened = async () => {
    await page.goto(link)
    await page.locator('.actions').waitFor()
    await page.evaluate(() => sessionStorage.setItem('taps', '0'))
  }
  await opened()
  const confirmable = page.getByRole('button', { name: 'Sí, voy' })
  if ((await confirmable.count()) > 0) {
    await confirmable.tap()
    await page.getByText('Confirmada: le esperamos').first().waitFor()
    expect(await taps()).toBe(1)
  }
  await opened()
  await page.getByRole('button', { name: 'Mover la cita' }).tap()
  await page.locator('.time').nth(1).tap()
  await page.getByRole('button', { name: /Cambiar a/ }).tap()
  await page.getByText('Su cita cambió de hora').first().waitFor()
  expect(await taps()).toBe(3)
  await opened()
  await page.getByRole('button', { name: 'No puedo ir' }).tap()
  await page.getByRole('button', { name: 'Cancelar la cita' }).tap()
  await page.getByRole('heading', { name: 'Esta cita está cancelada' }).waitFor()
  expect(await taps()).toBe(2)
  await expectAccessible(page)
  expect(errors).toEqual([])
  await context.close()
})

it(
  'leaves with the clinic in the page, in the language chosen before, and 404 where there is nothing',
  ONCE,
  async () => {
    const { context, page } = await visit(browser)
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto('/')
    await page.locator('.cards').first().waitFor()
    expect(asked.filter((path) => /^\/api\/(clinic|services|practitioners|insurers)$/.test(path))).toEqual([])
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'Book your appointment' }).waitFor()
    const again = await context.request.get('/')
    const html = await again.text()
    expect(html).toContain('<html lang="en">')
    expect(html).toContain('tel:+1')
    expect((await context.request.get('/no-existe')).status()).toBe(404)
    await context.close()
  },
)

it('asks for the times while the scripts are on their way, and only once', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto('/reservar?servicio=1&medico=1')
  await page.locator('.time').first().waitFor()
  const times = asked.filter((url) => url.includes('/api/availability?'))
  expect(new Set(times).size).toBe(times.length)
  const started = await page.evaluate(
    (url) => performance.getEntriesByName(url).map(({ startTime }) => startTime)[0],
    times[0] ?? '',
  )
  const loaded = await page.evaluate(() =>
    Math.min(
      ...performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('.js'))
        .map((entry) => (entry as PerformanceResourceTiming).responseEnd),
    ),
  )
  expect(started).toBeLessThan(loaded)
  expect(errors).toEqual([])
  await context.close()
})

it('fits 320 px and text of twice the size', ONCE, async () => {
  const narrow = { ...PHONE, viewport: { width: 320, height: 640 } }
  const { context, page, errors } = await visit(browser, narrow)
  for (const size of ['16px', '32px']) {
    for (const path of [
      '/',
      '/reservar?servicio=1',
      '/entrar',
      '/registro',
      '/buscar-cita',
      '/avisarme?servicio=1',
    ]) {
      await page.goto(path)
      await page.locator('h1').waitFor()
      await page.locator('.skeleton').first().waitFor({ state: 'detached' })
      await page.evaluate((px) => document.documentElement.style.setProperty('font-size', px), size)
      await expectNoSidewaysScroll(page)
      if (size === '32px') await picture(page, `patient-narrow-large-${path.replace(/\W+/g, '')}`)
    }
  }
  expect(errors).toEqual([])
  await context.close()
})

it('keeps everything typed when the place is lost, and books another in two taps', ONCE, async () => {
  const slow = await visit(browser)
  const quick = await visit(browser)
  await chooseTime(slow.page, { day: 5, time: 3 })
  await fillIn(slow.page, somebody())
  const address = slow.page.url()
  await slow.page.goto('about:blank')
  await quick.page.goto(address)
  await fillIn(quick.page, somebody())
  await confirm(quick.page)

  await slow.page.goto(address)
  await slow.page.getByRole('heading', { name: 'Esa hora acaba de ocuparse' }).waitFor()
  expect(await slow.page.locator('#name').inputValue()).toBe('Juana')
  expect(await slow.page.locator('.alternatives button').count()).toBe(3)
  await expectAccessible(slow.page)
  await picture(slow.page, 'patient-phone-7-lost')
  await slow.page.locator('label[for=consent]').click()
  await slow.page.locator('.alternatives button').first().click()
  await slow.page.locator('.alternatives').waitFor({ state: 'detached' })
  await confirm(slow.page)
  expect(provoked(slow.errors, 409)).toEqual([])
  await slow.context.close()
  await quick.context.close()
})

it('keeps what was typed when the network drops, and books once', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  await chooseTime(page, { day: 6, time: 0 })
  await fillIn(page, somebody())
  await page.getByText('La Vega').first().waitFor()
  await context.setOffline(true)
  await page.locator('form button[type=submit]').click()
  await page.getByRole('heading', { name: 'Sin conexión' }).waitFor()
  await expectAccessible(page)
  await picture(page, 'patient-phone-8-offline')
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Intentar de nuevo' }).click()
  await page.waitForURL(/\/cita\/\d+$/)
  expect(errors.filter((error) => !error.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])
  await context.close()
})

it('finds the hour still its own after a reload', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  await chooseTime(page, { day: 5, time: 0 })
  await fillIn(page, somebody())
  await page.reload()
  await page.locator('label[for=consent]').click()
  expect(await page.locator('#name').inputValue()).toBe('Juana')
  await confirm(page)
  expect(errors).toEqual([])
  await context.close()
})

it('books for a child', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  const child = somebody({ name: 'Manuel', born: ['9', '4', '2019'] })
  await chooseTime(page, { day: 4, time: 2 })
  await page.locator('label[for=whom-other]').click()
  await page.getByRole('heading', { name: 'Datos de la persona' }).waitFor()
  await page.locator('label[for=relation]').click()
  await fillIn(page, child)
  await confirm(page)
  await page.getByText('Paciente: Manuel').waitFor()
  expect(errors).toEqual([])
  await context.close()
})

it('signs in by a code, shows what is next and what was, and books with two decisions', ONCE, async () => {
  const { context, page, errors } = await visit(browser)
  await page.goto('/mis-citas')
  await page.locator('#email').fill('paciente2@demo.do')
  await page.getByRole('button', { name: 'Enviarme un código' }).click()
  await page.locator('#code').waitFor()
  const mail = await mailTo('paciente2@demo.do', /código/i)
  await page.locator('#code').fill(mail.match(/\b\d{6}\b/)?.[0] ?? '')
  await page.getByRole('button', { name: 'Entrar' }).click()
  await page.getByRole('heading', { name: 'Próximas' }).waitFor()
  await page.locator('.tag').first().waitFor()
  await expectAccessible(page)
  await picture(page, 'patient-phone-5-mine')
  await chooseTime(page, { day: 8, time: 4 })
  await page.locator('input[name=whom]:checked').waitFor()
  await confirm(page)
  await page.reload()
  await page.getByRole('button', { name: 'No puedo ir' }).click()
  await page.getByRole('button', { name: 'Cancelar la cita' }).click()
  await page.getByRole('heading', { name: 'Esta cita está cancelada' }).waitFor()
  expect(errors).toEqual([])
  await context.close()
})

it('shows the clinic’s hours to a browser abroad, and says so', ONCE, async () => {
  const here = await visit(browser)
  const abroad = await visit(browser, { ...PHONE, timezoneId: 'Asia/Tokyo' })
  const times: string[][] = []
  for (const { page } of [here, abroad]) {
    await page.goto('/reservar?servicio=1&medico=1')
    await page.locator('.day').nth(9).click()
    times.push(await page.locator('.time').allInnerTexts())
  }
  expect(times[0]).toEqual(times[1])
  expect(await here.page.getByText('Hora de la República Dominicana').count()).toBe(0)
  await abroad.page.getByText('Hora de la República Dominicana').waitFor()
  await here.context.close()
  await abroad.context.close()
})
