import { baseUrl } from './browser'

/** The same work from Tryton's own clients, over the RPC that they speak. */
const DATABASE = 'clinic'
const LOGIN = 'recepcion'
const PASSWORD = 'clinica-demo-2026'

let session: Promise<string> | undefined

async function send<T>(path: string, method: string, params: unknown[], authorization?: string): Promise<T> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' }
  if (authorization) headers.Authorization = authorization
  const body = JSON.stringify({ id: 1, method, params })
  const response = await fetch(`${baseUrl()}${path}`, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`${method}: ${response.status} ${await response.text()}`)
  const answer = (await response.json()) as { result?: T; error?: unknown }
  if (answer.error) throw new Error(`${method}: ${JSON.stringify(answer.error)}`)
  return answer.result as T
}

async function signIn(): Promise<string> {
  const secret = { password: PASSWORD }
  const [user, key] = await send<[number, string]>(`/${DATABASE}/rpc/`, 'common.db.login', [
    LOGIN,
    secret,
    'es',
  ])
  return `Session ${Buffer.from(`${LOGIN}:${user}:${key}`).toString('base64')}`
}

/** Presses a button of visits, as the desktop client does. */
export async function press(button: string, ids: readonly number[]): Promise<void> {
  session ??= signIn()
  const authorization = await session
  await send(`/${DATABASE}/rpc/`, `model.medical.appointment.${button}`, [ids, {}], authorization)
}
