import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { baseUrl } from './browser'

/** What the waiting room's stories need of the clinic, through the doors that people use. */
export const PASSWORD = 'clinica-demo-2026'
const DESK = 'recepcion'
const ADMINISTRATOR = 'admin'
const MINUTE = 60_000
const CLINIC_OFFSET = 4 * 60 * MINUTE

interface Init {
  token?: string
  body?: unknown
  method?: string
  /** The sequence that was seen of what is changed. */
  seen?: number
}

export async function api<T>(path: string, init: Init = {}): Promise<T> {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Idempotency-Key': randomUUID(),
  }
  if (init.seen !== undefined) headers['If-Match'] = `"${init.seen}"`
  if (init.token) headers.Authorization = `Bearer ${init.token}`
  const method = init.method ?? (init.body === undefined ? 'GET' : 'POST')
  const body = init.body === undefined ? undefined : JSON.stringify(init.body)
  const response = await fetch(`${baseUrl()}/api${path}`, { method, headers, body })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return (text ? JSON.parse(text) : undefined) as T
}

const tokens = new Map<string, Promise<string>>()

function tokenOf(login: string): Promise<string> {
  const known = tokens.get(login) ?? signIn(login)
  tokens.set(login, known)
  return known
}

async function signIn(login: string): Promise<string> {
  const body = { login, password: PASSWORD }
  return (await api<{ access_token: string }>('/auth/login', { body })).access_token
}

/** Asks as the front desk, unless somebody else is named. */
export async function ask<T>(path: string, init: Omit<Init, 'token'> = {}, login = DESK): Promise<T> {
  return api<T>(path, { ...init, token: await tokenOf(login) })
}

/** A moment on the clinic's clock, as the API writes it. */
export const clinicMoment = (moment: number) =>
  `${new Date(moment - CLINIC_OFFSET).toISOString().slice(0, 19)}-04:00`
const today = () => clinicMoment(Date.now()).slice(0, 10)

export interface Doctor {
  id: number
  login: string
  name: string
  service: number
  location: number
}

interface Listed {
  id: number
  name: string
  locations: number[]
  services: { id: number; duration: number }[]
}

/** A doctor who attends now, whatever the day and the hour: extra hours with many places see to it. */
export async function attending(name: string, login = ADMINISTRATOR): Promise<Doctor> {
  const { items } = await api<{ items: Listed[] }>('/practitioners')
  const found = items.find((item) => item.name.includes(name))
  const [service] = [...(found?.services ?? [])].sort((a, b) => a.duration - b.duration)
  if (!found || !service) throw new Error(`The demo has no ${name}`)
  const location = found.locations[0] ?? 0
  const midnight = Date.parse(`${today()}T23:59:00-04:00`)
  const from = Math.ceil(Date.now() / MINUTE) * MINUTE
  const body = {
    kind: 'extra',
    practitioner: found.id,
    location,
    reason: 'Prueba',
    mode: 'arrival',
    quota: 100,
  }
  const hours = { start: clinicMoment(from), end: clinicMoment(Math.min(from + 240 * MINUTE, midnight)) }
  await ask('/exceptions', { body: { ...body, ...hours } })
  return { id: found.id, login, name: found.name, service: service.id, location }
}

export interface Entry {
  id: number
  sequence: number
  stage: string
  label: string
  position: number | null
  patient_name: string
}

interface Room {
  practitioners: { id: number; entries: Entry[] }[]
}

export async function entriesOf(doctor: Doctor): Promise<Entry[]> {
  const room = await ask<Room>(`/queue?practitioner=${doctor.id}`)
  return room.practitioners[0]?.entries ?? []
}

export async function entryOf(doctor: Doctor, id: number): Promise<Entry> {
  const found = (await entriesOf(doctor)).find((entry) => entry.id === id)
  if (!found) throw new Error(`Nobody ${id} with ${doctor.name}`)
  return found
}

let people = 0
const LETTERS = 'abcdefghij'
/** The surname of everybody that the stories bring begins so. */
const OURS = 'Sala'

/** A name that nobody had before, made of letters only. */
export function newName(first: string): { name: string; surname: string } {
  people += 1
  const tail = `${Date.now() % 100_000}${people}`.replace(/\d/g, (digit) => LETTERS.charAt(Number(digit)))
  return { name: first, surname: `${OURS}${tail}` }
}

export async function newPatient(first: string, more: object = {}): Promise<number> {
  const body = { ...newName(first), ...more, override: true }
  return (await ask<{ id: number }>('/patients', { body })).id
}

/** Somebody in the waiting room without an appointment. */
export async function walkIn(doctor: Doctor, first: string, more: object = {}): Promise<Entry> {
  const body = { practitioner: doctor.id, service: doctor.service, person: newName(first), override: true }
  return ask<Entry>('/walk-ins', { body: { ...body, ...more } })
}

/** Somebody who is expected later today. */
export async function expected(doctor: Doctor, first: string, more: object = {}): Promise<Entry> {
  const { id, service } = doctor
  const query = new URLSearchParams({
    practitioner: `${id}`,
    service: `${service}`,
    from: today(),
    to: today(),
  })
  const { slots } = await ask<{ slots: { start: string; turn: number | null }[] }>(`/availability?${query}`)
  // A doctor may have a tanda of his own later today: the extra hours began before it
  const [start] = slots
    .filter(({ turn }) => turn !== null)
    .map((slot) => slot.start)
    .sort((one, other) => Date.parse(one) - Date.parse(other))
  if (!start) throw new Error(`${doctor.name} has no time left today`)
  const patient = await newPatient(first, more)
  const { id: booked } = await ask<{ id: number }>('/appointments', {
    body: { service, practitioner: id, start, patient },
  })
  return entryOf(doctor, booked)
}

/** Somebody with an appointment who is here. */
export async function arrived(doctor: Doctor, first: string): Promise<Entry> {
  const { id } = await expected(doctor, first)
  await act('arrive', doctor, id)
  return entryOf(doctor, id)
}

const OUT_OF_TURN = new Set(['call', 'start'])

/** As the doctor, or as the administrator for one who does not sign in: they may do everything. */
export async function act(verb: string, doctor: Doctor, id: number, values: object = {}): Promise<void> {
  const { sequence } = await entryOf(doctor, id)
  const body = OUT_OF_TURN.has(verb) ? { reason: 'Prueba', ...values } : values
  await ask(`/appointments/${id}/${verb}`, { body, seen: sequence }, doctor.login)
}

/** Nobody is expected by a story before, waits, is called or is inside any more. */
export async function emptied(doctor: Doctor): Promise<void> {
  const steps: Record<string, string[]> = {
    waiting: ['start', 'finish'],
    called: ['start', 'finish'],
    in_consultation: ['finish'],
  }
  for (const { id, stage, patient_name } of await entriesOf(doctor)) {
    if (stage === 'expected' && patient_name.includes(OURS)) await act('cancel', doctor, id)
    for (const verb of steps[stage] ?? []) {
      await act(verb, doctor, id)
    }
  }
}

export async function openBoard(page: Page, login = DESK, path = '/clinica/sala'): Promise<void> {
  await page.goto(path)
  await page.getByLabel(/^(Usuario|User name)$/).fill(login)
  await page.getByLabel(/^(Contraseña|Password)$/).fill(PASSWORD)
  await page.getByRole('button', { name: /^(Entrar|Sign in)$/ }).click()
  await page.locator('.live[data-live="true"]').waitFor()
  await page.locator('.lane').first().waitFor()
}

export const laneOf = (page: Page, doctor: Doctor) => page.locator(`[data-lane="${doctor.id}"]`)
export const cardOf = (page: Page, entry: Pick<Entry, 'id'>) => page.locator(`[data-entry="${entry.id}"]`)
export const inColumn = (page: Page, column: string, entry: Pick<Entry, 'id'>) =>
  page.locator(`.column.is-${column} [data-entry="${entry.id}"]`)

export interface NewScreen {
  id: number
  url: string
}

export async function newScreen(doctor: Doctor, name: string): Promise<NewScreen> {
  const body = { location: doctor.location, practitioners: [doctor.id], name }
  return ask<NewScreen>('/screens', { body })
}
