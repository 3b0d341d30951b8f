// The bytes a first visit costs, from Vite's manifest: gzip sizes against the limits, and what must never come along.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from './sources.mjs'

const KB = 1000
const dist = process.env.DIST ?? join(root, 'dist')
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const FORBIDDEN_FOR_PATIENTS = /@mantine|mantine-|react-big-calendar|rbc-|dayjs|luxon/i

// Home, times, details and the booked visit with its sentences
const BOOKING = [
  'index.html',
  'src/features/booking/TimesPage.tsx',
  'src/features/booking/DetailsPage.tsx',
  'src/features/appointments/AppointmentPage.tsx',
  'src/i18n/visits/es.ts',
]
const LIMITS = [
  { what: 'patient, first route', roots: ['index.html'], js: 105, css: 8 },
  { what: 'patient, whole booking', roots: BOOKING, js: 130, css: 8 },
  { what: 'staff, first route', roots: ['clinica.html'], js: 240, css: 20 },
  { what: 'staff, calendar', roots: ['clinica.html', ...calendarChunks()], js: 240, css: 20 },
  {
    what: 'staff, desk board',
    roots: ['clinica.html', 'src/features/desk/BoardScreen.tsx', ...calendarChunks()],
    js: 240,
    css: 20,
  },
  {
    what: 'staff, waiting room',
    roots: ['clinica.html', 'src/features/queue/QueueScreen.tsx'],
    js: 240,
    css: 20,
  },
]

const SCREEN_LIMIT = 30

function calendarChunks() {
  return Object.keys(manifest).filter((key) => /AgendaGrid\.tsx$/.test(key))
}

function graphOf(roots) {
  const seen = new Set()
  const visit = (key) => {
    if (seen.has(key)) return
    seen.add(key)
    for (const next of manifest[key]?.imports ?? []) visit(next)
  }
  roots.forEach(visit)
  return [...seen].map((key) => manifest[key]).filter(Boolean)
}

const gzipped = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length
const total = (files) => [...new Set(files)].reduce((sum, file) => sum + gzipped(file), 0) / KB

function measure({ what, roots, js, css }) {
  const chunks = graphOf(roots)
  const sizes = {
    js: total(chunks.map(({ file }) => file)),
    css: total(chunks.flatMap((chunk) => chunk.css ?? [])),
  }
  console.log(
    `${what}: JS ${sizes.js.toFixed(1)} of ${js} kB, CSS ${sizes.css.toFixed(1)} of ${css} kB (gzip)`,
  )
  return sizes.js <= js && sizes.css <= css
}

/** The television's page with all that it fetches: sets of 2018 are slow. */
function screenKept() {
  const page = readFileSync(join(dist, 'pantalla.html'), 'utf8')
  const parts = [...page.matchAll(/"\/(assets\/[^"]+)"/g)].map(([, file]) => file)
  const size = total(['pantalla.html', ...parts])
  console.log(`waiting room's television: ${size.toFixed(1)} of ${SCREEN_LIMIT} kB in all (gzip)`)
  return parts.length > 0 && size <= SCREEN_LIMIT
}

/** Everything patients can ever load, lazy screens included. */
function patientFiles() {
  const seen = new Set()
  const visit = (key) => {
    if (seen.has(key) || !manifest[key]) return
    seen.add(key)
    for (const next of [...(manifest[key].imports ?? []), ...(manifest[key].dynamicImports ?? [])])
      visit(next)
  }
  visit('index.html')
  return [...seen].map((key) => manifest[key].file)
}

function forbidden() {
  return patientFiles().filter((file) => FORBIDDEN_FOR_PATIENTS.test(readFileSync(join(dist, file), 'utf8')))
}

const kept = [...LIMITS.map(measure), screenKept()].every(Boolean)
const smuggled = forbidden()
if (smuggled.length > 0) console.error(`Staff code in the patients' graph: ${smuggled.join(', ')}`)
if (!kept || smuggled.length > 0) process.exit(1)
