// The staff's figures: the calendar with many visits, and how long a cold start takes. Prints a table for
// docs/performance.md. BASE_URL names a running clinic; without it a demo clinic is started and removed.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import react from '@vitejs/plugin-react'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { calendarStyles } from '../scripts/calendarStyles.mjs'
import { onePerExport } from '../scripts/onePerExport.mjs'
import { withClinic } from './clinic.mjs'

const RUNS = 5
const SLOW_PHONE = { latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375, offline: false }
const DESKTOP_LINE = {
  latency: 40,
  downloadThroughput: 1_250_000,
  uploadThroughput: 1_250_000,
  offline: false,
}
const PASSWORD = 'clinica-demo-2026'

const CALENDARS = [
  ...[200, 1_000, 5_000].map((events) => ({
    what: `week, ${events} visits in that week`,
    ...{ events, view: 'week', days: 5, columns: 1, slower: 1 },
  })),
  ...[200, 1_000, 5_000].map((events) => ({
    what: `week, ${events} visits over a year`,
    ...{ events, view: 'week', days: 260, columns: 1, slower: 1 },
    ...(events === 5_000 && { goal: '≤ 600 / 200 ms' }),
  })),
  {
    what: 'day of six doctors, 200 visits, 4 times slower',
    ...{ events: 200, view: 'day', days: 1, columns: 6, slower: 4, goal: '≤ 250 / 40 ms' },
  },
]

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

async function benchPage() {
  const folder = await mkdtemp(join(tmpdir(), 'staff-bench-'))
  await build({
    configFile: false,
    plugins: [onePerExport, calendarStyles, react()],
    root: join(import.meta.dirname, 'staff'),
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { input: join(import.meta.dirname, 'staff/index.html') },
    },
  })
  const server = createServer(async ({ url }, answer) => {
    const path = join(folder, url === '/' ? 'index.html' : new URL(url, 'http://x').pathname)
    const file = await readFile(path).catch(() => null)
    answer.writeHead(file ? 200 : 404, { 'Content-Type': TYPES[extname(path)] ?? 'text/plain' }).end(file)
  }).listen(0)
  await new Promise((listening) => server.once('listening', listening))
  const end = async () => {
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { address: `http://localhost:${server.address().port}/`, end }
}

async function calendar(browser, address, one) {
  const runs = []
  for (let run = 0; run < (one.events > 2_000 ? 3 : RUNS); run += 1) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const devtools = await page.context().newCDPSession(page)
    await page.goto(address)
    await page.waitForFunction(() => 'measure' in window)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: one.slower })
    // The first drawing of all warms the code up, as a day at the desk does.
    await page.evaluate((what) => window.measure({ ...what, events: 50 }), one)
    runs.push(await page.evaluate((what) => window.measure(what), one))
    await page.close()
  }
  const at = (name) => median(runs.map((run) => run[name])).toFixed(0)
  return `| ${one.what}: draw / with its parent / one visit changed | ${one.goal ?? ''} | ${at('mount')} / ${at('again')} / ${at('changed')} ms |`
}

/** Signed in already, nothing cached: from the address to the first visit or hour on screen. */
async function coldStart(browser, baseURL, { what, path, ready, options, line, slower, goal }) {
  const runs = []
  for (let run = 0; run < 3; run += 1) {
    const context = await browser.newContext({ baseURL, ...options })
    const page = await context.newPage()
    await page.goto('/clinica')
    await page.getByLabel('Usuario').fill('dra.perez')
    await page.getByLabel('Contraseña', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Entrar' }).click()
    await page.locator('.toolbar').waitFor()
    await page.goto('about:blank')
    const devtools = await context.newCDPSession(page)
    await devtools.send('Network.enable')
    await devtools.send('Network.clearBrowserCache')
    await devtools.send('Network.emulateNetworkConditions', line)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower })
    const start = Date.now()
    await page.goto(path, { waitUntil: 'commit' })
    await page.locator(ready).first().waitFor()
    runs.push((Date.now() - start) / 1000)
    await context.close()
  }
  return `| ${what} | ${goal} | ${median(runs).toFixed(2)} s |`
}

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const DESKTOP = { viewport: { width: 1280, height: 800 } }
const STARTS = [
  {
    what: 'day usable on a slow phone',
    ...{ path: '/clinica/agenda?vista=lista', ready: '.day-list, .empty', options: PHONE, line: SLOW_PHONE },
    ...{ slower: 4, goal: '≤ 4.0 s' },
  },
  {
    what: 'week on a desktop',
    ...{ path: '/clinica/agenda?vista=semana', ready: '.grid-week .rbc-time-content', options: DESKTOP },
    ...{ line: DESKTOP_LINE, slower: 1, goal: '≤ 1.2 s' },
  },
]

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const { address, end } = await benchPage()
console.log('| staff | goal | measured |\n|---|---|---|')
for (const one of CALENDARS) console.log(await calendar(browser, address, one))
await withClinic(async (baseUrl) => {
  for (const one of STARTS) console.log(await coldStart(browser, baseUrl, one))
})
await browser.close()
await end()
