import { i18n } from '@lingui/core'
import { MantineProvider } from '@mantine/core'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Me, Queue, Role } from '../../api/client'
import { messages } from '../../i18n/staff/es'
import { Notices } from '../../staff/Notices'
import { dismiss } from '../../staff/notices'
import { network, problem, showScreen, withNetwork } from '../../testing/screen'
import { clinic } from '../../testing/world'
import { at, entry, lane, queueOf } from './builders'
import { QueueScreen } from './QueueScreen'

withNetwork()
beforeEach(() => {
  i18n.loadAndActivate({ locale: 'es', messages })
  for (let id = 1; id < 100; id += 1) dismiss(id)
})
const user = userEvent.setup()

const ana = entry({ id: 1, patient_name: 'Ana Ruiz', label: '1 · A.', turn: 1, position: 1 })
const luis = entry({ id: 2, patient_name: 'Luis Díaz', label: '2 · L.', turn: 2, position: 2 })

/** The network answers the room that `now` holds; the stream says when it changed. */
function answers(first: Queue) {
  const world = { now: first, sent: [] as { path: string; body: unknown; seen: string | null }[] }
  let say: ((text: string) => void) | undefined
  network.use(
    http.get('/api/queue', () => HttpResponse.json(world.now)),
    http.get('/api/events', () => {
      const stream = new ReadableStream({
        start: (controller) => {
          say = (text) => controller.enqueue(new TextEncoder().encode(text))
          say('event: ready\ndata: {}\n\n')
        },
      })
      return new HttpResponse(stream, { headers: { 'Content-Type': 'text/event-stream' } })
    }),
    http.post('/api/*', async ({ request }) => {
      const { pathname } = new URL(request.url)
      world.sent.push({ path: pathname, body: await request.json(), seen: request.headers.get('If-Match') })
      return HttpResponse.json({ ...ana, sequence: 3, late: 30, told: 3 })
    }),
  )
  const change = (next: Queue) => {
    world.now = next
    say?.('event: queue\ndata: {"practitioner": 3}\n\n')
  }
  return { ...world, change }
}

const someone = (role: Role): Me => ({ role, name: 'Ana' }) as Me

function show(role: Role = 'front_desk') {
  showScreen(
    '/clinica/sala',
    <MantineProvider>
      <QueueScreen me={someone(role)} clinic={clinic} />
      <Notices />
    </MantineProvider>,
  )
}

const column = async (name: RegExp) => within(await screen.findByRole('region', { name }))

it('puts everybody where they are, with how long they wait and why they have their place', async () => {
  const coming = { position: null, arrived_at: null, checked_in_at: at('09:58') }
  const here = entry({ id: 3, patient_name: 'Eva Gil', ...coming, stage: 'expected', can: ['arrive'] })
  answers(queueOf([lane([ana, luis, here])]))
  show()
  const waiting = await column(/Pérez En espera/)
  expect(waiting.getByRole('button', { name: 'Ana Ruiz' })).toBeVisible()
  expect(waiting.getAllByText(/40 min · espera larga/)).toHaveLength(2)
  expect(waiting.getAllByText(/Tenía cita a las 9:30/)).toHaveLength(2)
  const expected = await column(/Pérez Por llegar/)
  expect(expected.getByText(/Avisó a las 9:58/)).toBeVisible()
  expect(expected.getByRole('button', { name: /^Confirmar llegada/ })).toBeVisible()
  expect(screen.getByText('1 avisa que ya llegó')).toBeVisible()
})

it('says why somebody goes before others who came earlier', async () => {
  const early = { ...luis, arrived_at: at('08:50'), origin: 'walk_in', reason: reason('walk_in') } as const
  answers(queueOf([lane([ana, early])]))
  show()
  const waiting = await column(/En espera/)
  expect(waiting.getByText(/Va antes porque tenía cita a las 9:30/)).toBeVisible()
  expect(waiting.getByText(/Sin cita, llegó a las 8:50/)).toBeVisible()
})

const reason = (code: 'walk_in' | 'moved', note: string | null = null) => ({ code, text: '', note })

it('calls who is next by one press, with what was seen, and offers the way back', async () => {
  const { sent } = answers(queueOf([lane([ana, luis])]))
  show()
  await user.click(await screen.findByRole('button', { name: /^Llamar Ana/ }))
  await screen.findByText('Se llamó a Ana Ruiz')
  expect(sent).toEqual([{ path: '/api/appointments/1/call', body: { reason: null }, seen: '"2"' }])
  await user.click(screen.getByRole('button', { name: 'Deshacer' }))
  await screen.findByText('Deshecho: Ana Ruiz')
  expect(sent[1]).toEqual({ path: '/api/appointments/1/undo', body: {}, seen: '"3"' })
})

it('asks for a reason before it calls somebody else', async () => {
  const { sent } = answers(queueOf([lane([ana, luis])]))
  show()
  await user.click(await screen.findByRole('button', { name: /^Llamar Luis/ }))
  const dialog = within(await screen.findByRole('dialog', { name: /fuera de turno/ }))
  expect(dialog.getByText(/le toca a Ana Ruiz \(1 · A\.\)/)).toBeInTheDocument()
  expect(sent).toEqual([])
  await user.type(dialog.getByLabelText('Motivo'), 'Se siente mal')
  await user.click(dialog.getByRole('button', { name: 'Llamar de todos modos' }))
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]).toMatchObject({ path: '/api/appointments/2/call', body: { reason: 'Se siente mal' } })
})

it('moves somebody only with a reason, and says who would wait longer', async () => {
  const { sent } = answers(queueOf([lane([ana, luis])]))
  show()
  await user.click(await screen.findByRole('button', { name: 'Luis Díaz' }))
  await user.click(await screen.findByRole('button', { name: 'Mover antes de…' }))
  const dialog = within(await screen.findByRole('dialog', { name: /Mover a Luis/ }))
  expect(dialog.getByText('Esperará más: Ana Ruiz.')).toBeInTheDocument()
  await user.click(dialog.getByRole('button', { name: 'Mover' }))
  expect(sent).toEqual([])
  await user.type(dialog.getByLabelText('Motivo'), 'Mareos')
  await user.click(dialog.getByRole('button', { name: 'Mover' }))
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]).toMatchObject({
    path: '/api/queue/move',
    body: { appointment: 2, before: 1, reason: 'Mareos' },
  })
})

it('adds to the delay of the doctor and says how many were told', async () => {
  const { sent } = answers(queueOf([lane([ana], { late: 15 })]))
  show()
  await user.click(await screen.findByRole('button', { name: /^\+15/ }))
  await screen.findByText('Retraso de 30 minutos: se avisó a 3 pacientes')
  expect(sent).toMatchObject([{ path: '/api/queue/late', body: { practitioner: 3, minutes: 30 } }])
})

it('says what the server refused, and what somebody else did first', async () => {
  answers(queueOf([lane([ana])]))
  network.use(http.post('/api/appointments/1/call', () => problem(412, 'stale')))
  show()
  await user.click(await screen.findByRole('button', { name: /^Llamar Ana/ }))
  await screen.findByText(/Otra persona cambió esta visita/)
  network.use(http.post('/api/appointments/1/call', () => problem(409, 'illegal-transition')))
  await user.click(screen.getByRole('button', { name: /^Llamar Ana/ }))
  await screen.findByText('detail of illegal-transition')
})

it('shows at once what others do, flashes and says it', async () => {
  const { change } = answers(queueOf([lane([ana])]))
  show()
  await screen.findByText('En vivo')
  change(queueOf([lane([ana, { ...luis, id: 77 }])]))
  const told = await screen.findByText('Nuevo en la sala: Luis Díaz')
  expect(told.closest('[role=status]')).not.toBeNull()
  expect(document.querySelector('[data-entry="77"]')).toHaveClass('is-flashing')
})

it('keeps what is over short until somebody asks', async () => {
  const over = Array.from({ length: 5 }, (_unused, index) =>
    entry({
      id: index + 1,
      stage: 'done',
      position: null,
      reason: null,
      ended_at: at(`09:1${index}`),
      can: [],
    }),
  )
  answers(queueOf([lane(over)]))
  show()
  const done = await column(/Terminados/)
  expect(done.getAllByRole('listitem')).toHaveLength(3)
  await user.click(done.getByRole('button', { name: 'Ver 2 más' }))
  expect(done.getAllByRole('listitem')).toHaveLength(5)
})

describe('a practitioner', () => {
  it('neither reorders nor registers people', async () => {
    answers(queueOf([lane([ana, luis])]))
    show('practitioner')
    await screen.findByRole('button', { name: 'Luis Díaz' })
    expect(screen.queryByRole('button', { name: 'Sin cita' })).toBeNull()
    expect(document.querySelector('[draggable="true"]')).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Luis Díaz' }))
    await screen.findByRole('dialog', { name: 'Luis Díaz' })
    expect(screen.queryByRole('button', { name: 'Mover antes de…' })).toBeNull()
  })
})

it('registers nobody without an appointment where the clinic takes none', async () => {
  answers(queueOf([lane([ana])], { walk_ins: false }))
  show()
  await screen.findByRole('button', { name: 'Ana Ruiz' })
  expect(screen.queryByRole('button', { name: 'Sin cita' })).toBeNull()
})
