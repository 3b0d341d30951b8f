// What a browser feels: paints, shifts, long tasks, slow taps, and when the thing to tap is there.
import { chromium } from 'playwright-core'

const RUNS = Number(process.env.RUNS ?? 3)
const KBIT = 1024 / 8
/** The figures that DevTools applies for "slow 4G", and a phone that is four times slower than this machine. */
export const SLOW_PHONE = {
  viewport: { width: 360, height: 740 },
  mobile: true,
  cpu: 4,
  latency: 562.5,
  down: 1440 * KBIT,
  up: 675 * KBIT,
}
export const DESKTOP = {
  viewport: { width: 1280, height: 800 },
  mobile: false,
  cpu: 1,
  latency: 40,
  down: 10_240 * KBIT,
  up: 10_240 * KBIT,
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
}

/** A browser without memory, as slow as the profile says. */
export async function visit(browser, baseURL, profile) {
  const { viewport, mobile, cpu, latency, down, up } = profile
  const context = await browser.newContext({
    baseURL,
    viewport,
    isMobile: mobile,
    hasTouch: mobile,
    timezoneId: 'America/Santo_Domingo',
  })
  const page = await context.newPage()
  await page.addInitScript(observe)
  const line = await context.newCDPSession(page)
  const bytes = { js: 0, all: 0, requests: 0 }
  await line.send('Network.enable')
  const kinds = new Map()
  line.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes.all += encodedDataLength
    bytes.requests += 1
    if (kinds.get(requestId) === 'Script') bytes.js += encodedDataLength
  })
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: down,
    uploadThroughput: up,
  })
  await line.send('Emulation.setCPUThrottlingRate', { rate: cpu })
  return { context, page, bytes }
}

/** Runs in the page before anything of it. */
function observe() {
  const seen = { fcp: 0, lcp: 0, cls: 0, tbt: 0, tap: 0 }
  globalThis.seen = seen
  const watch = (type, take, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
      ...more,
    })
  watch('paint', (entry) => {
    if (entry.name === 'first-contentful-paint') seen.fcp = entry.startTime
  })
  watch('largest-contentful-paint', (entry) => {
    seen.lcp = entry.startTime
  })
  watch('layout-shift', (entry) => {
    if (!entry.hadRecentInput) seen.cls += entry.value
  })
  watch('longtask', (entry) => {
    seen.tbt += Math.max(0, entry.duration - 50)
  })
  watch(
    'event',
    (entry) => {
      if (entry.interactionId) seen.tap = Math.max(seen.tap, entry.duration)
    },
    { durationThreshold: 16 },
  )
  globalThis.usable = (selector) =>
    new Promise((resolve) => {
      const look = () => {
        const found = document.querySelector(selector)
        if (found?.getClientRects().length) resolve(performance.now())
        else requestAnimationFrame(look)
      }
      look()
    })
}

/** Milliseconds from the start of the navigation until the thing is on the screen. */
export async function opened(page, path, selector) {
  await page.goto(path, { waitUntil: 'commit' })
  return page.evaluate((wanted) => globalThis.usable(wanted), selector)
}

/** Milliseconds from an action until the thing is on the screen. */
export async function after(page, act, selector) {
  const from = Date.now()
  await act()
  await page.locator(selector).first().waitFor()
  return Date.now() - from
}

export const seen = (page) => page.evaluate(() => globalThis.seen)

/** The median of each figure over several cold runs. */
export async function medians(run) {
  const runs = []
  for (let index = 0; index < RUNS; index += 1) runs.push(await run(index))
  const middle = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
  return Object.fromEntries(Object.keys(runs[0]).map((key) => [key, middle(runs.map((each) => each[key]))]))
}

export const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`
export const millis = (ms) => `${Math.round(ms)} ms`
export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

/** Rows of [what, goal as text, measured as text, kept]. */
export function table(title, rows) {
  const lines = rows.map(
    ([what, goal, measured, kept]) => `| ${what} | ${goal} | ${measured} | ${kept ? 'yes' : 'no'} |`,
  )
  console.log(
    [`\n### ${title}\n`, '| what | goal | measured | kept |', '|---|---|---|---|', ...lines].join('\n'),
  )
}
