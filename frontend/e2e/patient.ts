import type { Page } from 'playwright-core'

export interface Person {
  name: string
  surnames: string
  phone: string
  born: readonly [string, string, string]
  email: string
}

let people = 0

/** Somebody new each time: bookings of one person must not get in the way of another test. */
export function somebody(over: Partial<Person> = {}): Person {
  people += 1
  const tail = String((Date.now() + people * 7919) % 10_000_000).padStart(7, '0')
  const letters = [...tail].map((digit) => 'abcdefghij'.charAt(Number(digit))).join('')
  return {
    name: 'Juana',
    surnames: `Prueba ${letters.charAt(0).toUpperCase()}${letters.slice(1)}`,
    phone: `809 ${tail.slice(0, 3)} ${tail.slice(3)}`.replace(/^809 [01]/, '809 5'),
    born: ['5', '3', '1984'],
    email: `juana.${tail}@example.com`,
    ...over,
  }
}

/** P2: opens a service's times and taps one some days ahead, so that it can still be moved and cancelled. */
export async function chooseTime(
  page: Page,
  { service = 1, practitioner = 1, day = 3, time = 1 } = {},
): Promise<void> {
  await page.goto(`/reservar?servicio=${service}&medico=${practitioner}`)
  await page.locator('.day').nth(day).click()
  const times = page.locator('.time')
  await times.nth(Math.min(time, (await times.count()) - 1)).click()
  await page.locator('#name, #reason').first().waitFor()
}

/** P3, all but the last tap. */
export async function fillIn(page: Page, person: Person): Promise<void> {
  await page.locator('#name').fill(person.name)
  await page.locator('#surnames').fill(person.surnames)
  await page.locator('#phone').fill(person.phone)
  const [day, month, year] = person.born
  await page.locator('#day').fill(day)
  await page.locator('#month').fill(month)
  await page.locator('#year').fill(year)
  if (person.email) await page.locator('#email').fill(person.email)
  await page.locator('label[for=consent]').click()
}

/** The last tap, and the reference that it earns. */
export async function confirm(page: Page): Promise<string> {
  await page.locator('form button[type=submit]').click()
  await page.waitForURL(/\/cita\/\d+$/)
  return (await page.locator('.reference strong').textContent()) ?? ''
}

export async function book(page: Page, person: Person, choice = {}): Promise<string> {
  await chooseTime(page, choice)
  await fillIn(page, person)
  return confirm(page)
}

/** The whole form of a new account, sent. */
export async function register(page: Page, person: Person, password: string): Promise<void> {
  await fillIn(page, person)
  await page.locator('#password').fill(password)
  await page.locator('form button[type=submit]').click()
}

/** What is tapped is at least 48 px high, links inside sentences aside. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const tapped =
      'button, select, summary, .button, .card, .choice, .top-link, input:not([type=radio], [type=checkbox])'
    return [...document.querySelectorAll<HTMLElement>(tapped)]
      .filter((element) => element.getBoundingClientRect().height < 47.5)
      .map((element) => `${element.tagName} ${element.className} ${element.textContent}`)
  })
}
