import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { baseUrl } from './browser'

/** What the agenda's stories need of the clinic, through the door that everybody uses. */
const PASSWORD = 'clinica-demo-2026'

interface Slot {
  start: string
  practitioner: number
}

export interface Booked {
  id: number
  start: string
  token: string
}

interface Init {
  token?: string
  body?: unknown
  /** The sequence that was seen of what is changed. */
  seen?: number
}

async function api<T>(path: string, init: Init = {}): Promise<T> {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Idempotency-Key': randomUUID(),
  }
  if (init.seen !== undefined) headers['If-Match'] = `"${init.seen}"`
  if (init.token) headers.Authorization = `Bearer ${init.token}`
  const method = init.body === undefined ? 'GET' : 'POST'
  const body = init.body === undefined ? undefined : JSON.stringify(init.body)
  const response = await fetch(`${baseUrl()}/api${path}`, { method, headers, body })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

const guest = async () => (await api<{ access_token: string }>('/auth/guest', { body: {} })).access_token

/** Dr. Pérez and the service that she offers most shortly. */
export async function doctor(): Promise<{ practitioner: number; service: number }> {
  const { items } = await api<{
    items: { id: number; name: string; services: { id: number; duration: number }[] }[]
  }>('/practitioners')
  const found = items.find(({ name }) => name.includes('Pérez'))
  const [service] = [...(found?.services ?? [])].sort((a, b) => a.duration - b.duration)
  if (!found || !service) throw new Error('The demo has no Dr. Pérez')
  return { practitioner: found.id, service: service.id }
}

/** Her free times, some days ahead. */
export async function freeTimes(from: string, to: string): Promise<Slot[]> {
  const { practitioner, service } = await doctor()
  const query = new URLSearchParams({ practitioner: `${practitioner}`, service: `${service}`, from, to })
  const found = await api<{ slots: Slot[] }>(`/availability?${query}`, { token: await guest() })
  return found.slots
}

let guests = 0

/** A patient books from the street. */
export async function book(start: string, name: string): Promise<Booked> {
  const token = await guest()
  guests += 1
  const person = {
    name,
    surname: 'Prueba Agenda',
    phone: `809-555-${String(1000 + ((Date.now() + guests) % 9000)).padStart(4, '0')}`,
    birth_date: '1990-04-12',
  }
  const body = { ...(await doctor()), start, person }
  return { ...(await api<{ id: number; start: string }>('/appointments', { token, body })), token }
}

export async function cancel({ id, token }: Booked): Promise<void> {
  const { sequence } = await api<{ sequence: number }>(`/appointments/${id}`, { token })
  await api(`/appointments/${id}/cancel`, { token, body: {}, seen: sequence })
}

export async function signIn(page: Page, login = 'dra.perez', path = '/clinica/agenda'): Promise<void> {
  await page.goto(path)
  await page.getByLabel(/^(Usuario|User name)$/).fill(login)
  await page.getByLabel(/^(Contraseña|Password)$/).fill(PASSWORD)
  await page.getByRole('button', { name: /^(Entrar|Sign in)$/ }).click()
  await page.locator('.toolbar').waitFor()
}

const DAY = 86_400_000
const CLINIC_OFFSET = 4 * 3_600_000

/** A day of the clinic, counted from today. */
export function dayAhead(days: number): string {
  return new Date(Date.now() - CLINIC_OFFSET + days * DAY).toISOString().slice(0, 10)
}

/** The next working day on which somebody can still be seen, as text. */
export async function dayWithRoom(): Promise<{ day: string; free: Slot[] }> {
  for (let ahead = 1; ahead < 12; ahead += 1) {
    const day = dayAhead(ahead)
    const free = await freeTimes(day, day)
    if (free.length >= 8) return { day, free }
  }
  throw new Error('Dr. Pérez has no day with room')
}
