// The waiting room's board with sixty patients: how long an update takes from the server's answer until it is painted.
// The built files in Chromium, with an API made up here. Prints a table for docs/performance.md.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { launch, millis, table } from './measure.mjs'
import { iso, waitingRoom } from './waitingRoom.mjs'

const DIST = process.env.DIST ?? join(import.meta.dirname, '..', 'dist')
const PATIENTS = 60
const UPDATES = 20
const GOAL = 100
const SLOWER = [1, 4]
const PAUSE = 700 // longer than the board rests between two looks
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.svg': 'image/svg+xml' }

/** A clinic that only has a waiting room; `change` alters it and tells every stream. */
function clinic() {
  const now = Date.now()
  const streams = new Set()
  const place = { timezone: 'America/Santo_Domingo', languages: ['es', 'en'], locations: [] }
  const world = { room: waitingRoom(PATIENTS, now) }
  const token = { access_token: 'x', token_type: 'bearer', expires_in: 3600, role: 'front_desk', name: 'Ana' }
  const answers = {
    '/api/clinic': () => ({ name: 'Clínica', phone: null, colour: null, now: iso(now), ...place }),
    '/api/me': () => ({ role: 'front_desk', name: 'Ana', practitioner: null, dependants: [] }),
    '/api/auth/refresh': () => token,
    '/api/queue': () => world.room,
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    if (pathname === '/api/events') return stream(response, streams)
    if (pathname.startsWith('/api/'))
      return json(response, answers[pathname]?.() ?? { items: [], next: null })
    return file(response, pathname)
  }).listen(0)
  const change = (alter) => {
    world.room = { ...world.room, practitioners: world.room.practitioners.map(alter) }
    for (const open of streams) open.write('event: queue\ndata: {"practitioner":1}\n\n')
  }
  return { url: () => `http://localhost:${server.address().port}`, change, server }
}

function stream(response, streams) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('event: ready\ndata: {}\n\n')
  streams.add(response)
  response.on('close', () => streams.delete(response))
}

function json(response, body) {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

function file(response, pathname) {
  const asked = join(DIST, pathname)
  const found = extname(asked) && existsSync(asked) ? asked : join(DIST, 'clinica.html')
  response.writeHead(200, { 'Content-Type': TYPES[extname(found)] ?? 'text/plain' }).end(readFileSync(found))
}

/** Runs in the page before anything of it: from each answer about the room until the frame that shows it is out. */
function observe() {
  localStorage.setItem('signed-in', '1')
  globalThis.painted = []
  const { fetch } = globalThis
  globalThis.fetch = async (input, init) => {
    const response = await fetch(input, init)
    if (new URL(input.url ?? input, location.href).pathname !== '/api/queue') return response
    const came = performance.now()
    const changes = new MutationObserver(() => {
      changes.disconnect()
      requestAnimationFrame(() => setTimeout(() => globalThis.painted.push(performance.now() - came)))
    })
    const board = document.querySelector('.lane')
    if (board) changes.observe(document.body, { subtree: true, childList: true, characterData: true })
    return response
  }
}

/** Two neighbours of a queue change places: what a call, a jump or an arrival does to a board. */
function oneChange(lane, index) {
  const waiting = lane.entries.filter(({ stage }) => stage === 'waiting')
  if (index > 0 || waiting.length < 2) return lane
  const [first, second] = waiting
  const swapped = { [first.id]: second.position, [second.id]: first.position }
  const entries = lane.entries.map((entry) => ({ ...entry, position: swapped[entry.id] ?? entry.position }))
  return { ...lane, next: lane.next === first.id ? second.id : first.id, entries }
}

/** Every card says something else: the worst that an answer can do. */
function everything(lane) {
  const entries = lane.entries.map((entry) => ({ ...entry, to_verify: !entry.to_verify }))
  return { ...lane, entries }
}

async function measured(browser, here, slower, alter) {
  const context = await browser.newContext({ baseURL: here.url(), viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.addInitScript(observe)
  await page.goto('/clinica/sala')
  await page.locator('.live[data-live="true"]').waitFor()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower })
  await page.waitForTimeout(PAUSE)
  await page.evaluate(() => globalThis.painted.splice(0))
  for (let update = 0; update < UPDATES; update += 1) {
    here.change(alter)
    await page.waitForTimeout(PAUSE)
  }
  const times = (await page.evaluate(() => globalThis.painted)).sort((a, b) => a - b)
  await context.close()
  if (times.length < UPDATES * 0.8) throw new Error(`only ${times.length} updates were seen`)
  return { median: times[Math.floor(times.length / 2)], slowest: times.at(-1) }
}

const here = clinic()
const browser = await launch()
try {
  const rows = []
  for (const [what, alter] of [
    ['two patients change places', oneChange],
    ['every card changes', everything],
  ]) {
    for (const slower of SLOWER) {
      const { median, slowest } = await measured(browser, here, slower, alter)
      const goal = slower === 1 ? `≤ ${millis(GOAL)}` : ''
      const speed = slower === 1 ? '' : `, ${slower} times slower`
      const found = `${millis(median)} (slowest of ${UPDATES}: ${millis(slowest)})`
      rows.push([what + speed, goal, found, slower > 1 || median <= GOAL])
    }
  }
  table(`Waiting-room board, ${PATIENTS} patients, from the answer to the painted frame`, rows)
} finally {
  await browser.close()
  here.server.closeAllConnections()
  here.server.close()
}
