import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentAccess, enter, leave, staffFetch, startAccess } from './access'

const token = (access_token: string) => ({ access_token, role: 'practitioner' as const, name: 'Dra. Pérez' })
const answer = (status: number) =>
  Promise.resolve(new Response('{"type":"/problems/invalid-token"}', { status }))
const ask = () => staffFetch(new Request('http://clinic.test/api/agenda', { method: 'POST', body: 'notes' }))

/** A server that knows one token; refreshing never works. */
function server(valid: { token: string }) {
  const bodies: string[] = []
  const fetch = vi.fn(async (input: RequestInfo | URL) => {
    if (String(input instanceof Request ? input.url : input).endsWith('/auth/refresh')) return answer(401)
    const request = input as Request
    const known = request.headers.get('Authorization') === `Bearer ${valid.token}`
    if (known) bodies.push(await request.text())
    return answer(known ? 200 : 401)
  })
  vi.stubGlobal('fetch', fetch)
  return bodies
}

afterEach(() => {
  leave()
  vi.unstubAllGlobals()
})

describe('a session that ends by itself', () => {
  it('keeps the work and sends it after signing in again', async () => {
    await startAccess()
    const valid = { token: 'new' }
    const bodies = server(valid)
    enter(token('old'))
    const pending = ask()
    await vi.waitFor(() => expect(currentAccess().kind).toBe('expired'))
    enter(token('new'))
    expect((await pending).status).toBe(200)
    expect(bodies).toEqual(['notes'])
    expect(currentAccess()).toMatchObject({ kind: 'in', name: 'Dra. Pérez' })
  })

  it('is over for good when the person leaves', async () => {
    await startAccess()
    enter(token('old'))
    leave()
    expect(currentAccess().kind).toBe('out')
  })
})

it('does not ask for a password when nobody was signed in', async () => {
  server({ token: 'none' })
  expect((await ask()).status).toBe(401)
  expect(currentAccess().kind).toBe('out')
})
