import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answeredAhead, askAhead, forgetAhead, rememberAgenda, renewalAhead } from './ahead'

const TOKEN = { access_token: 't', role: 'practitioner', name: 'Dra. Pérez' }
const asked: { url: string; headers: Headers }[] = []

const answers: Record<string, () => Response> = {
  '/api/auth/refresh': () => Response.json(TOKEN),
  '/api/me': () => Response.json({ practitioner: 3 }),
}

beforeEach(() => {
  asked.length = 0
  localStorage.clear()
  vi.setSystemTime('2026-11-26T02:00:00Z')
  vi.stubGlobal('fetch', (url: string, { headers }: RequestInit) => {
    asked.push({ url, headers: new Headers(headers) })
    return Promise.resolve(answers[url]?.() ?? Response.json({}))
  })
})

afterEach(() => {
  forgetAhead()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  history.replaceState(null, '', '/')
})

const request = (path: string) => new Request(new URL(path, location.origin))

async function start(path: string) {
  history.replaceState(null, '', path)
  askAhead()
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0))
  await new Promise((settled) => setTimeout(settled))
  return asked.map(({ url }) => url)
}

const remember = (name = TOKEN.name) =>
  rememberAgenda({ practitioner: 3, timeZone: 'America/Santo_Domingo', name })

describe('what is asked ahead', () => {
  it('is the clinic alone for who is not signed in', async () => {
    expect(await start('/clinica/agenda')).toEqual(['/api/clinic'])
  })

  it('is the clinic’s day of who was here before', async () => {
    localStorage.setItem('signed-in', '1')
    remember()
    expect(await start('/clinica/agenda?vista=lista')).toContain(
      '/api/agenda?practitioner=3&from=2026-11-25&to=2026-11-25',
    )
    expect(asked.find(({ url }) => url === '/api/me')?.headers.get('Authorization')).toBe('Bearer t')
  })

  it('is the week from its Monday', async () => {
    localStorage.setItem('signed-in', '1')
    remember()
    expect(await start('/clinica/agenda?vista=semana&fecha=2026-11-29')).toContain(
      '/api/agenda?practitioner=3&from=2026-11-23&to=2026-11-29',
    )
  })

  it('is never another person’s agenda', async () => {
    localStorage.setItem('signed-in', '1')
    remember('Dr. Cruz')
    const urls = await start('/clinica/agenda?vista=lista')
    expect(urls.filter((url) => url.startsWith('/api/agenda'))).toEqual([])
  })
})

describe('an answer', () => {
  it('is used once', async () => {
    await start('/clinica')
    expect(await answeredAhead(request('/api/clinic'))).toBeInstanceOf(Response)
    expect(await answeredAhead(request('/api/clinic'))).toBeNull()
  })

  it('that failed is asked for again', async () => {
    answers['/api/clinic'] = () => new Response(null, { status: 503 })
    await start('/clinica')
    expect(await answeredAhead(request('/api/clinic'))).toBeNull()
    answers['/api/clinic'] = () => Response.json({})
  })

  it('does not outlive the session', async () => {
    localStorage.setItem('signed-in', '1')
    remember()
    await start('/clinica')
    forgetAhead()
    expect(renewalAhead()).toBeUndefined()
    expect(await answeredAhead(request('/api/me'))).toBeNull()
    expect(localStorage.getItem('last-agenda')).toBeNull()
  })
})
