import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { network, problem, withNetwork } from '../testing/screen'
import { changePassword, getMe, listServices } from './client'
import { hasCode } from './problem'
import { openSession } from './renew'
import { session } from './session'
import { asVisitor } from './visitor'

withNetwork()

const token = (access_token: string, role: 'patient' | 'guest' = 'patient') => ({
  access_token,
  role,
  name: null,
})
const me = {
  role: 'patient',
  name: 'Juana',
  email: null,
  patient: 1,
  practitioner: null,
  language: 'es',
  dependants: [],
}

function meFor(good: string) {
  return http.get('/api/me', ({ request }) =>
    request.headers.get('Authorization') === `Bearer ${good}`
      ? HttpResponse.json(me)
      : problem(401, 'invalid-token'),
  )
}

it('renews an expired session once, for all the requests that met its end', async () => {
  let renewals = 0
  network.use(
    meFor('new'),
    http.post('/api/auth/refresh', ({ request }) => {
      renewals += 1
      expect(request.headers.get('X-Requested-With')).toBe('fetch')
      return HttpResponse.json(token('new'))
    }),
  )
  openSession(token('old'))
  const answers = await Promise.all([getMe({ throwOnError: true }), getMe({ throwOnError: true })])
  expect(answers.map(({ data }) => data.name)).toEqual(['Juana', 'Juana'])
  expect(renewals).toBe(1)
  expect(session()?.token).toBe('new')
})

it('signs out when the session cannot be renewed, and says so', async () => {
  network.use(
    meFor('never'),
    http.post('/api/auth/refresh', () => problem(401, 'invalid-token')),
  )
  openSession(token('old'))
  const error = await getMe({ throwOnError: true }).catch((thrown: unknown) => thrown)
  expect(hasCode(error, 'invalid-token')).toBe(true)
  expect(session()).toBeNull()
})

it('opens another visit when a guest’s has ended', async () => {
  network.use(
    meFor('guest'),
    http.post('/api/auth/refresh', () => problem(401, 'invalid-token')),
  )
  openSession(token('old', 'guest'))
  const { data } = await asVisitor(() => getMe({ throwOnError: true }))
  expect(data.name).toBe('Juana')
})

it('asks in the reader’s language, and calls a lost connection by its name', async () => {
  network.use(
    http.get('/api/services', ({ request }) => {
      expect(request.headers.get('Accept-Language')).toBe('es')
      return HttpResponse.error()
    }),
  )
  const error = await listServices({ throwOnError: true }).catch((thrown: unknown) => thrown)
  expect(hasCode(error, 'offline')).toBe(true)
})

it('keeps the session, and asks once, when a code or a password is wrong', async () => {
  let tries = 0
  network.use(
    http.post('/api/auth/password', () => {
      tries += 1
      return problem(401, 'invalid-credentials')
    }),
    http.post('/api/auth/refresh', () => problem(401, 'invalid-token')),
  )
  openSession(token('good'))
  const body = { current: 'a', password: 'b' }
  const error = await changePassword({ body, throwOnError: true }).catch((thrown: unknown) => thrown)
  expect(hasCode(error, 'invalid-credentials')).toBe(true)
  expect(tries).toBe(1)
  expect(session()?.token).toBe('good')
})
