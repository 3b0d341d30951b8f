import { i18n } from '@lingui/core'
import { MantineProvider } from '@mantine/core'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Me } from '../../api/client'
import { messages } from '../../i18n/staff/es'
import { Notices } from '../../staff/Notices'
import { SignInForm } from '../../staff/SignInForm'
import { network, problem, showScreen, withNetwork } from '../../testing/screen'
import { clinic } from '../../testing/world'
import { SecurityScreen } from './SecurityScreen'

withNetwork()
beforeEach(() => i18n.loadAndActivate({ locale: 'es', messages }))
const user = userEvent.setup({ delay: null })

const ME: Me = {
  ...{ role: 'practitioner', name: 'Ana', email: null, patient: null, practitioner: 3 },
  ...{ language: 'es', person: null, dependants: [] },
}
const HERE = {
  ...{ id: 9, opened_at: '2026-11-23T12:00:00+00:00', last_seen: null, network: '190.80.1.2' },
  ...{ expires_at: '2026-11-23T23:00:00+00:00', device: 'Mozilla Firefox Linux', current: true },
}

function show(on = false, me = ME) {
  network.use(
    http.get('/api/me/totp', () => HttpResponse.json({ on, recovery_left: on ? 10 : 0 })),
    http.get('/api/auth/sessions', () =>
      HttpResponse.json({ items: [HERE, { ...HERE, id: 8, device: 'Chrome Android', current: false }] }),
    ),
    http.get('/api/feeds', () => HttpResponse.json({ items: [] })),
  )
  showScreen(
    '/clinica/seguridad',
    <MantineProvider>
      <SecurityScreen me={me} clinic={clinic} />
      <Notices />
    </MantineProvider>,
  )
}

const part = async (name: string) => within(await screen.findByRole('region', { name }))

it('turns the second step on: password, picture, code, codes to keep', async () => {
  show()
  const sent: unknown[] = []
  network.use(
    http.post('/api/me/totp', async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json({
        ...{ secret: 'ABCDEFGH', uri: 'otpauth://totp/x' },
        qr: { size: 33, path: 'M4 4h1v1h-1z' },
      })
    }),
    http.post('/api/me/totp/confirm', async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json({ recovery: ['abcde-fghjk', 'mnpqr-stvwx'] })
    }),
  )
  const step = await part('Segundo paso')
  await user.type(await step.findByLabelText('Su contraseña, para confirmar'), 'mango')
  await user.click(step.getByRole('button', { name: 'Activar' }))
  expect(await step.findByRole('img', { name: /Código QR/ })).toBeVisible()
  expect(step.getByText('ABCD EFGH')).toBeVisible()
  await user.type(step.getByLabelText('Código que muestra el teléfono'), '123 456')
  await user.click(step.getByRole('button', { name: 'Confirmar' }))
  expect(await step.findByText('abcde-fghjk')).toBeVisible()
  expect(sent).toEqual([{ password: 'mango' }, { code: '123456' }])
})

it('says why a password was refused, next to it', async () => {
  show()
  network.use(
    http.post('/api/auth/password', () => problem(422, 'weak-password', { detail: 'Es fácil de adivinar.' })),
  )
  const password = await part('Su contraseña')
  await user.type(password.getByLabelText('Contraseña actual'), 'mango')
  await user.type(password.getByLabelText('Contraseña nueva'), 'password1234')
  await user.click(password.getByRole('button', { name: 'Cambiar la contraseña' }))
  expect(await password.findByRole('alert')).toHaveTextContent('Es fácil de adivinar.')
})

it('ends another session by name and not this one', async () => {
  show()
  const ended: string[] = []
  network.use(
    http.delete('/api/auth/sessions/:id', ({ params }) => {
      ended.push(String(params.id))
      return new HttpResponse(null, { status: 204 })
    }),
  )
  const sessions = await part('Dónde está abierta su sesión')
  expect(await sessions.findByText(/Esta sesión/)).toBeVisible()
  await user.click(sessions.getByRole('button', { name: 'Cerrar Chrome · Android' }))
  await waitFor(() => expect(ended).toEqual(['8']))
})

it('shows a calendar address once, and only to who has an agenda', async () => {
  show()
  network.use(
    http.post('/api/feeds', () =>
      HttpResponse.json(
        {
          ...{ id: 4, kind: 'practitioner', busy_only: true, practitioner: 3, practitioner_name: 'Ana' },
          ...{ created_at: '2026-11-23T12:00:00+00:00', read_at: null },
          ...{ url: 'https://citas.example.do/api/feeds/x.ics', token: 'x' },
        },
        { status: 201 },
      ),
    ),
  )
  const feeds = await part('Su agenda en otro calendario')
  await user.click(feeds.getByRole('button', { name: 'Crear dirección' }))
  expect(await feeds.findByDisplayValue('https://citas.example.do/api/feeds/x.ics')).toBeVisible()
})

it('asks for the code of the phone when the password was right', async () => {
  const sent: Record<string, unknown>[] = []
  network.use(
    http.post('/api/auth/login', async ({ request }) => {
      sent.push((await request.json()) as Record<string, unknown>)
      return problem(401, sent.length === 1 ? 'otp-required' : 'invalid-code', { detail: 'No es correcto.' })
    }),
  )
  showScreen(
    '/clinica',
    <MantineProvider>
      <SignInForm knownLogin="recepcion" />
    </MantineProvider>,
  )
  await user.type(screen.getByLabelText('Contraseña'), 'mango')
  await user.click(screen.getByRole('button', { name: 'Entrar' }))
  const code = await screen.findByLabelText('Código de su teléfono')
  expect(screen.queryByRole('alert')).toBeNull()
  await user.type(code, '123456')
  await user.click(screen.getByRole('button', { name: 'Entrar' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('No es correcto.')
  expect(sent.map(({ otp }) => otp)).toEqual([undefined, '123456'])
})
