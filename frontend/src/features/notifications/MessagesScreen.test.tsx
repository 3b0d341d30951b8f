import { i18n } from '@lingui/core'
import { MantineProvider } from '@mantine/core'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me, Notification, Role } from '../../api/client'
import { messages } from '../../i18n/staff/es'
import { Notices } from '../../staff/Notices'
import { network, problem, showScreen, withNetwork } from '../../testing/screen'
import { clinic } from '../../testing/world'
import { MessagesScreen } from './MessagesScreen'

withNetwork()
beforeEach(() => i18n.loadAndActivate({ locale: 'es', messages }))
const user = userEvent.setup()

function message(over: Partial<Notification> = {}): Notification {
  return {
    ...{ id: 5, kind: 'reminder', audience: 'patient', channel: 'email', language: 'es', attempts: 1 },
    ...{ recipient: 'juana@example.com', state: 'refused', error: 'address-given-back' },
    ...{ due_at: '2026-11-24T09:30:00-04:00', expires_at: '2026-11-25T09:30:00-04:00' },
    ...{ next_try_at: null, sent_at: null, appointment: 7, number: 'LV-4K7Q2M', patient: 3 },
    ...{ patient_name: 'Juana Reyes', visit_start: '2026-11-25T09:30:00-04:00' },
    ...{ timezone: 'America/Santo_Domingo', can: ['retry'] },
    ...over,
  } as Notification
}

function answers(items: Notification[], next: number | null = null): string[] {
  const asked: string[] = []
  network.use(
    http.get('/api/notifications', ({ request }) => {
      const { searchParams } = new URL(request.url)
      asked.push(searchParams.getAll('state').join())
      const more = searchParams.has('after')
      return HttpResponse.json({
        items: more ? [message({ id: 1, patient_name: 'José Díaz' })] : items,
        next: more ? null : next,
      })
    }),
  )
  return asked
}

const someone = (role: Role): Me => ({
  ...{
    role,
    name: 'Ana',
    email: null,
    patient: null,
    practitioner: null,
    language: 'es',
    person: null,
    dependants: [],
  },
})

function show(role: Role = 'front_desk', address = '/clinica/mensajes') {
  showScreen(
    address,
    <MantineProvider>
      <MessagesScreen me={someone(role)} clinic={clinic} />
      <Notices />
    </MantineProvider>,
  )
}

async function rowOf(name: string) {
  return within(await screen.findByRole('row', { name: new RegExp(name) }))
}

it('lists what failed in words, with the hour of the visit at the clinic', async () => {
  const asked = answers([message()])
  show()
  const row = await rowOf('Juana Reyes')
  expect(row.getByText('Recordatorio')).toBeVisible()
  expect(row.getByText('juana@example.com')).toBeVisible()
  expect(row.getByText(/mié.* 25 .*9:30/)).toBeVisible()
  expect(row.getByText('Rechazado')).toBeVisible()
  expect(row.getByText(/Pida otra al paciente/)).toBeVisible()
  expect(screen.getByText('1 mensaje')).toHaveAttribute('role', 'status')
  expect(asked).toEqual(['failed,refused,bounced,unknown'])
})

it('filters, and keeps the filter in the address', async () => {
  const asked = answers([])
  show()
  await screen.findByText(/Ningún mensaje ha fallado/)
  await user.click(screen.getByRole('radio', { name: 'En espera' }))
  await screen.findByText('Ningún mensaje espera para salir.')
  await user.click(screen.getByRole('radio', { name: 'Todos' }))
  await screen.findByText('Todavía no hay mensajes.')
  expect(asked).toEqual(['failed,refused,bounced,unknown', 'queued,sending', ''])
  expect(location.search).toBe('?ver=todos')
})

it('shows older messages when asked', async () => {
  answers([message()], 5)
  show()
  await user.click(await screen.findByRole('button', { name: 'Ver más mensajes' }))
  await rowOf('José Díaz')
  expect(screen.getByText('2 mensajes')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Ver más mensajes' })).toBeNull()
})

describe.each([
  ['retry', 'Reintentar', 'queued', 'En cola', 'El mensaje para Juana Reyes se enviará de nuevo'],
  ['cancel', 'Cancelar', 'cancelled', 'Cancelado', 'El mensaje para Juana Reyes no se enviará'],
] as const)('%s', (verb, button, state, word, said) => {
  it('does it, says so and keeps the row and the focus', async () => {
    answers([message({ can: [verb] })])
    const sent = vi.fn()
    network.use(
      http.post(`/api/notifications/5/${verb}`, () => {
        sent()
        return HttpResponse.json(message({ state, error: null, can: [] }))
      }),
    )
    show()
    const row = await rowOf('Juana Reyes')
    await user.click(row.getByRole('button', { name: new RegExp(button) }))
    await screen.findByText(said)
    expect(row.getByText(word)).toBeVisible()
    expect(row.queryByRole('button')).toBeNull()
    await waitFor(() => expect(screen.getByRole('row', { name: /Juana/ })).toHaveFocus())
    expect(sent).toHaveBeenCalledOnce()
  })
})

it('says why a message can not be sent again and reads the list again', async () => {
  const asked = answers([message()])
  network.use(http.post('/api/notifications/5/retry', () => problem(409, 'illegal-transition')))
  show()
  await user.click((await rowOf('Juana Reyes')).getByRole('button', { name: /Reintentar/ }))
  await screen.findByText('detail of illegal-transition')
  await waitFor(() => expect(asked).toHaveLength(2))
})

it('offers another try when the list can not be read', async () => {
  network.use(http.get('/api/notifications', () => problem(503, 'unavailable'), { once: true }))
  show()
  await screen.findByRole('alert')
  answers([message()])
  await user.click(screen.getByRole('button', { name: 'Reintentar' }))
  await rowOf('Juana Reyes')
})

it('opens the templates in another tab, for the administrator only', async () => {
  answers([])
  const tab = { opener: {}, location: { replace: vi.fn() } }
  vi.spyOn(window, 'open').mockReturnValue(tab as unknown as ReturnType<typeof window.open>)
  network.use(
    http.get('/api/notifications/preview', () =>
      HttpResponse.json({ url: 'https://clinica.example/plantillas/1-a', expires_in: 900 }),
    ),
  )
  show('administrator')
  await user.click(screen.getByRole('button', { name: /Ver plantillas/ }))
  await waitFor(() =>
    expect(tab.location.replace).toHaveBeenCalledWith('https://clinica.example/plantillas/1-a'),
  )
  expect(tab.opener).toBeNull()
})

it('shows no templates to the front desk', async () => {
  answers([])
  show('front_desk')
  await screen.findByText(/Ningún mensaje ha fallado/)
  expect(screen.queryByRole('button', { name: /Ver plantillas/ })).toBeNull()
})
