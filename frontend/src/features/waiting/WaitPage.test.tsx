import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { network, problem, showScreen, withNetwork } from '../../testing/screen'
import { clinic, services } from '../../testing/world'
import { WaitPage } from './WaitPage'

withNetwork()
const user = userEvent.setup()
const ADDRESS = 'juana@example.do'

async function enter(email: string): Promise<unknown[]> {
  const sent: unknown[] = []
  network.use(
    http.post('/api/waiting-list', () =>
      HttpResponse.json({ id: 7, to: '2026-12-08', timezone: clinic.timezone }, { status: 201 }),
    ),
    http.post('/api/waiting-list/7/email/verify', async ({ request }) => {
      sent.push(await request.json())
      return sent.length === 1 ? problem(401, 'invalid-code') : HttpResponse.json({ email: ADDRESS })
    }),
  )
  showScreen(`/espera?servicio=${services[0]?.id}`, <WaitPage />)
  await user.type(await screen.findByLabelText('Nombre'), 'Juana')
  await user.type(screen.getByLabelText('Apellidos'), 'Peralta')
  await user.type(screen.getByLabelText('Celular'), '8095550134')
  await user.type(screen.getByLabelText('Día'), '17')
  await user.type(screen.getByLabelText('Mes'), '5')
  await user.type(screen.getByLabelText('Año'), '1984')
  if (email) await user.type(screen.getByLabelText(/Correo/), email)
  await user.click(screen.getByRole('button', { name: 'Ponerme en la lista' }))
  await screen.findByRole('heading', { name: 'Ya está en la lista' })
  return sent
}

it('asks a visitor for the code of the address before offers go there', async () => {
  const sent = await enter(ADDRESS)
  await user.type(screen.getByLabelText('Código de 6 números'), '654 321')
  await user.click(screen.getByRole('button', { name: 'Confirmar el correo' }))
  await screen.findByText('Ese código no sirvió')
  await user.clear(screen.getByLabelText('Código de 6 números'))
  await user.type(screen.getByLabelText('Código de 6 números'), '123456')
  await user.click(screen.getByRole('button', { name: 'Confirmar el correo' }))
  await screen.findByText(/le avisaremos a juana@example.do/)
  expect(sent).toEqual([{ code: '654321' }, { code: '123456' }])
})

it('asks for no code where there is no address', async () => {
  await enter('')
  expect(screen.queryByLabelText('Código de 6 números')).toBeNull()
})
