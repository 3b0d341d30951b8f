import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { describe, expect, it } from 'vitest'
import type { Link, LinkAction, LinkQueue } from '../../api/client'
import { network, problem, showScreen, withNetwork } from '../../testing/screen'
import { appointment } from '../../testing/world'
import { LinkPage } from './LinkPage'

withNetwork()
const user = userEvent.setup()
const { start, end, timezone, turn, practitioner_name, location_name, state } = appointment()
const link = {
  ...{ start, end, timezone, turn, practitioner_name, location_name, state },
  ...{
    sequence: 3,
    first_name: 'Juana',
    street: null,
    map_url: null,
    phone: null,
    service: 1,
    practitioner: 1,
  },
  ...{ location: 1, hold_until: null, affected: false, offers: [], queue: null },
  can: ['confirm', 'cancel', 'reschedule'],
} as Link

const queue: LinkQueue = {
  now: '2026-11-25T09:00:00-04:00',
  stage: 'expected',
  turn: 12,
  label: '12',
  serving: '7',
  ahead: 4,
  estimate: '2026-11-25T10:40:00-04:00',
  late: 0,
  check_in: true,
  checked_in: false,
}

function answers(changed: Partial<Link>, first: Partial<Link> = {}): LinkAction[] {
  const sent: LinkAction[] = []
  network.use(
    http.get('/api/links/secret', () => HttpResponse.json({ ...link, ...first })),
    http.post('/api/links/secret', async ({ request }) => {
      expect(request.headers.get('if-match')).toBe('"3"')
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

describe('on the day', () => {
  it('says whose turn it is, how many are before and about when, and tells the desk by one tap', async () => {
    const arrived = { ...queue, check_in: false, checked_in: true }
    const sent = answers({ queue: arrived }, { queue, can: ['check_in'] })
    showScreen('/l/secret', <LinkPage token="secret" />)
    await screen.findByText(/Le toca hacia las 10:40/)
    for (const [term, value] of [
      ['Su turno', '12'],
      ['Ahora va', '7'],
      ['Personas antes', '4'],
    ] as const)
      expect(screen.getByText(term).nextSibling).toHaveTextContent(value)
    expect(sent).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Ya estoy en la clínica' }))
    expect(await screen.findAllByText('Avisamos a recepción que usted llegó')).not.toEqual([])
    expect(sent).toEqual([{ action: 'check_in' }])
  })

  it.each([
    [{ stage: 'waiting', ahead: 0 }, 'Usted es la próxima persona'],
    [{ stage: 'called', ahead: null }, 'Es su turno: pase, por favor'],
    [{ stage: 'in_consultation', ahead: null }, 'Ya está en consulta'],
    [{ estimate: '2026-11-25T13:10:00-04:00' }, /Le toca hacia la 1:10/],
    [{ estimate: null }, 'Pronto le damos una hora aproximada'],
  ] as [Partial<LinkQueue>, string | RegExp][])('has one sentence for %j', async (now, sentence) => {
    answers({}, { queue: { ...queue, ...now } })
    showScreen('/l/secret', <LinkPage token="secret" />)
    await screen.findByText(sentence)
  })

  it('says hours as people say them, and why nothing can be changed any more', async () => {
    answers({}, { queue: { ...queue, turn: null, label: '16:00', serving: '14:40' }, can: ['confirm'] })
    showScreen('/l/secret', <LinkPage token="secret" />)
    expect((await screen.findByText('Su hora')).nextSibling).toHaveTextContent(/^4:00\sp\.\sm\.$/)
    expect(screen.getByText('Ahora va').nextSibling).toHaveTextContent(/^2:40/)
    await screen.findByText(/Ya no se puede cambiar por internet/)
  })

  it('says that the doctor is late', async () => {
    answers({}, { queue: { ...queue, late: 30 } })
    showScreen('/l/secret', <LinkPage token="secret" />)
    await screen.findByText(/unos 30 minutos de atraso/)
  })
})

it('takes one of the clinic’s other times by one tap, with its doctor', async () => {
  const offer = {
    ...{ start: '2026-11-27T14:00:00-04:00', end: '2026-11-27T14:20:00-04:00' },
    ...{ practitioner: 2, practitioner_name: 'Dr. Rafael Santos', location: 1, location_name: 'Centro' },
  }
  const sent = answers({ offers: [] }, { affected: true, offers: [offer] })
  showScreen('/l/secret', <LinkPage token="secret" />)
  await screen.findByRole('heading', { name: 'La clínica no puede atenderle a esa hora' })
  await user.click(screen.getByRole('button', { name: /2:00.*Dr. Rafael Santos/ }))
  await waitFor(() => expect(sent).toEqual([{ action: 'reschedule', start: offer.start, practitioner: 2 }]))
})

it('takes a freed time by one tap, and says until when it is kept', async () => {
  const sent = answers({}, { state: 'pending', hold_until: '2026-11-24T12:00:00-04:00' })
  showScreen('/l/secret', <LinkPage token="secret" />)
  await screen.findByRole('heading', { name: 'Juana, se liberó un espacio' })
  await screen.findByText(/Se la guardamos hasta el/)
  await user.click(screen.getByRole('button', { name: 'Sí, la quiero' }))
  await waitFor(() => expect(sent).toEqual([{ action: 'confirm' }]))
})

describe('when somebody changed the visit meanwhile', () => {
  /** The clinic changes it after the page is open; the first tap is stale, the second one fresh. */
  function changes(now: Partial<Link>): string[] {
    const tags: string[] = []
    let current = link
    network.use(
      http.get('/api/links/secret', () => HttpResponse.json(current)),
      http.post('/api/links/secret', async ({ request }) => {
        tags.push(request.headers.get('if-match') ?? '')
        current = { ...link, ...now, sequence: 4 }
        return tags.length === 1 ? problem(412, 'stale') : HttpResponse.json({ ...current, sequence: 5 })
      }),
    )
    return tags
  }

  it.each([
    [{ start: '2026-12-01T15:30:00-04:00' }, /Ahora es el .* 1 de diciembre.*3:30/],
    [{ practitioner: 2, practitioner_name: 'Dr. Rafael Santos' }, /Ahora le atiende Dr. Rafael Santos/],
    [{}, /Día, hora y médico siguen iguales/],
  ] as [Partial<Link>, RegExp][])('says what: %j; the same tap again does it', async (now, sentence) => {
    const tags = changes(now)
    showScreen('/l/secret', <LinkPage token="secret" />)
    await user.click(await screen.findByRole('button', { name: 'Sí, voy' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('Su cita cambió mientras usted la miraba')
    await screen.findByText(sentence)
    await user.click(screen.getByRole('button', { name: 'Sí, voy' }))
    await screen.findByText('Confirmada: le esperamos')
    expect(tags).toEqual(['"3"', '"4"'])
  })

  it('keeps what was chosen', async () => {
    const tags = changes({ start: '2026-12-01T15:30:00-04:00' })
    showScreen('/l/secret?accion=cancel', <LinkPage token="secret" />)
    await user.click(await screen.findByRole('button', { name: 'Cancelar la cita' }))
    await screen.findByText(/Ahora es el .* 1 de diciembre/)
    await user.click(screen.getByRole('button', { name: 'Cancelar la cita' }))
    await waitFor(() => expect(tags).toEqual(['"3"', '"4"']))
  })

  it('offers nothing more when it is cancelled', async () => {
    changes({ state: 'cancelled', can: [] })
    showScreen('/l/secret', <LinkPage token="secret" />)
    await user.click(await screen.findByRole('button', { name: 'Sí, voy' }))
    await screen.findByText('Ahora está cancelada. No hicimos ningún otro cambio.')
    expect(screen.queryByRole('button', { name: 'Sí, voy' })).toBeNull()
  })
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
