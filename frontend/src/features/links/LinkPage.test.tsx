import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Link, LinkAction } from '../../api/client'
import { network, problem, showScreen, withNetwork } from '../../testing/screen'
import { appointment } from '../../testing/world'
import { LinkPage } from './LinkPage'

withNetwork()
const user = userEvent.setup()
const { start, end, timezone, turn, practitioner_name, location_name, state } = appointment()
const link = {
  ...{ start, end, timezone, turn, practitioner_name, location_name, state },
  ...{ first_name: 'Juana', street: null, map_url: null, phone: null, service: 1, practitioner: 1 },
  can: ['confirm', 'cancel', 'reschedule'],
} as Link

function answers(changed: Partial<Link>): LinkAction[] {
  const sent: LinkAction[] = []
  network.use(
    http.get('/api/links/secret', () => HttpResponse.json(link)),
    http.post('/api/links/secret', async ({ request }) => {
      sent.push((await request.json()) as LinkAction)
      return HttpResponse.json({ ...link, ...changed })
    }),
  )
  return sent
}

it('changes nothing by being opened, and confirms by one tap', async () => {
  const sent = answers({ can: ['cancel', 'reschedule'] })
  showScreen('/l/secret', <LinkPage token="secret" />)
  const yes = await screen.findByRole('button', { name: 'Sí, voy' })
  expect(sent).toEqual([])
  await user.click(yes)
  await screen.findByText('Confirmada: le esperamos')
  expect(sent).toEqual([{ action: 'confirm' }])
})

it('asks before it cancels, also when the message said cancel', async () => {
  const sent = answers({ state: 'cancelled', can: [] })
  showScreen('/l/secret?accion=cancel', <LinkPage token="secret" />)
  await screen.findByRole('heading', { name: '¿Cancelar esta cita?' })
  expect(sent).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Cancelar la cita' }))
  await screen.findByRole('heading', { name: 'Esta cita está cancelada' })
  await waitFor(() => expect(sent).toEqual([{ action: 'cancel', reason: null }]))
})

it('takes the time that the message offered by one tap, not by being opened', async () => {
  const offered = '2026-12-01T09:30:00-04:00'
  const sent = answers({ start: offered, can: ['cancel', 'reschedule'] })
  const hour = encodeURIComponent(offered)
  network.use(
    http.get('/api/availability', () => HttpResponse.json({ timezone, slots: [], next_from: null })),
  )
  showScreen(`/l/secret?accion=reschedule&hora=${hour}`, <LinkPage token="secret" />)
  const take = await screen.findByRole('button', { name: /^Cambiar a .*9:30/ })
  expect(sent).toEqual([])
  await user.click(take)
  await waitFor(() => expect(sent).toEqual([{ action: 'reschedule', start: offered }]))
})

it('says what to do when the link is dead', async () => {
  network.use(http.get('/api/links/secret', () => problem(404, 'not-found')))
  showScreen('/l/secret', <LinkPage token="secret" />)
  await screen.findByRole('heading', { name: 'Este enlace no abre ninguna cita' })
  expect(screen.getByRole('link', { name: 'Buscar con la referencia' })).toHaveAttribute(
    'href',
    '/buscar-cita',
  )
})
