// The patients' goals, measured on the built files behind the running adapter. Prints tables for docs/performance.md.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { withClinic } from './clinic.mjs'
import {
  after,
  kilobytes,
  launch,
  medians,
  millis,
  opened,
  SLOW_PHONE,
  seconds,
  seen,
  table,
  visit,
} from './measure.mjs'

const SERVICE = 1
const DAYS = 14
const SETTLE = 1_500

await withClinic(async (baseUrl) => {
  const browser = await launch()
  try {
    const place = await freePlace(baseUrl)
    await page(browser, baseUrl, 'home', '/', '.cards .card', 2_500)
    await page(browser, baseUrl, 'slots', `/reservar?servicio=${SERVICE}`, '.time', 2_800)
    await page(browser, baseUrl, 'details', `/reservar/datos?${place}`, '#name', 2_800)
    await booking(browser, baseUrl)
  } finally {
    await browser.close()
  }
})
budgets()

/** One address, opened cold on the slow phone. */
async function page(browser, baseUrl, name, path, selector, goal) {
  const found = await medians(async () => {
    const { context, page, bytes } = await visit(browser, baseUrl, SLOW_PHONE)
    const usable = await opened(page, path, selector)
    await page.waitForTimeout(SETTLE)
    const felt = { usable, ...(await seen(page)), ...bytes }
    await context.close()
    return felt
  })
  table(`Slow phone, ${name}`, [
    ['first contentful paint', '≤ 1.5 s', seconds(found.fcp), found.fcp <= 1_500],
    ['largest contentful paint', '≤ 1.8 s', seconds(found.lcp), found.lcp <= 1_800],
    ['usable', `≤ ${seconds(goal)}`, seconds(found.usable), found.usable <= goal],
    ['total blocking time', '≤ 150 ms', millis(found.tbt), found.tbt <= 150],
    ['layout shift', '≤ 0.05', found.cls.toFixed(3), found.cls <= 0.05],
    [
      'on the wire',
      '',
      `${kilobytes(found.all)} in ${found.requests} requests, JS ${kilobytes(found.js)}`,
      true,
    ],
  ])
}

/** From landing to booked: what the person waits for, typing left out. */
async function booking(browser, baseUrl) {
  const found = await medians(async (index) => {
    const { context, page } = await visit(browser, baseUrl, SLOW_PHONE)
    const landing = await opened(page, '/', '.cards .card')
    const slots = await after(page, () => page.locator('.cards .card').nth(2).tap(), '.time')
    await page
      .locator('.day')
      .nth(3 + index)
      .tap()
    const details = await after(page, () => page.locator('.time').nth(2).tap(), '#name')
    await fillIn(page, index)
    const booked = await after(page, () => page.locator('form button[type=submit]').tap(), '.panel-done')
    const { tap } = await seen(page)
    await context.close()
    return { landing, slots, details, booked, tap, whole: landing + slots + details + booked }
  })
  const steps = ['landing', 'slots', 'details', 'booked'].map((step) => `${step} ${seconds(found[step])}`)
  table('Slow phone, whole booking', [
    ['system time', '≤ 6 s', `${seconds(found.whole)} (${steps.join(', ')})`, found.whole <= 6_000],
    ['slowest tap (INP stand-in)', '≤ 150 ms', millis(found.tap), found.tap <= 150],
  ])
}

async function fillIn(page, index) {
  const tail = String(Date.now() % 10_000_000).padStart(7, '0')
  const typed = { name: 'Ana', surnames: 'Medida', phone: `809${tail}`, day: 7, month: 8, year: 1990 + index }
  for (const [id, text] of Object.entries(typed)) await page.locator(`#${id}`).fill(String(text))
  await page.locator('label[for=consent]').tap()
}

/** The address of a free hour, some days ahead. */
async function freePlace(baseUrl) {
  const day = (count) => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10)
  const query = new URLSearchParams({ service: SERVICE, from: day(3), to: day(3 + DAYS) })
  const answer = await (await fetch(`${baseUrl}/api/availability?${query}`)).json()
  const { practitioner, location, start } = answer.slots.at(-1)
  return new URLSearchParams({ servicio: SERVICE, medico: practitioner, sede: location, hora: start })
}

/** Bytes do fail a build: the same figures as there. */
function budgets() {
  console.log('\n### Bytes (gzip)\n')
  console.log(
    execFileSync('node', [join(import.meta.dirname, '../scripts/budgets.mjs')], { encoding: 'utf8' }),
  )
}
