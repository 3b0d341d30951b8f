import { i18n } from '@lingui/core'
import { MantineProvider } from '@mantine/core'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import type { ReactNode } from 'react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ScheduleChange, ScheduleLine, Settings } from '../../api/client'
import { messages } from '../../i18n/staff/es'
import { Notices } from '../../staff/Notices'
import { network, problem, showScreen, withNetwork } from '../../testing/screen'
import { appointment } from '../../testing/world'
import { Holidays } from './Holidays'
import { asBlock, asLine, copyTo, draftOfLine, newHours, withMode } from './hours'
import { MessagesPage } from './MessagesPage'
import { Publish } from './Publish'
import { RulesPage } from './RulesPage'
import { ServicesPage } from './ServicesPage'

withNetwork()
// Whole forms of Mantine's, on machines that do other things as well
vi.setConfig({ testTimeout: 30_000 })
beforeEach(() => i18n.loadAndActivate({ locale: 'es', messages }))
const user = userEvent.setup()

function show(what: ReactNode) {
  showScreen(
    '/clinica/admin',
    <MantineProvider>
      {what}
      <Notices />
    </MantineProvider>,
  )
}

const rules: Settings = {
  ...{
    version: '10',
    clinic_name: 'Clínica',
    clinic_phone: null,
    clinic_email: null,
    clinic_colour: '#0f766e',
  },
  ...{ hold_minutes: 10, max_open_bookings: 5, noshow_grace: 30, walk_ins: true, quiet_start: '21:00' },
  ...{ late_grace: 15, longest_wait: 120, priority_groups: true, check_in_minutes: 60 },
  ...{ quiet_end: '07:00', staff_reads_all_agendas: false, consent_text: 'Acepto.', consent_version: '3' },
}

function settings(...answers: (() => Response | ReturnType<typeof problem>)[]) {
  const sent: { body: unknown; seen: string | null }[] = []
  let known = rules
  network.use(
    http.get('/api/admin/settings', () => HttpResponse.json(known)),
    http.patch('/api/admin/settings', async ({ request }) => {
      sent.push({ body: await request.json(), seen: request.headers.get('If-Match') })
      const next = answers.shift()
      return next ? next() : HttpResponse.json(known)
    }),
  )
  return { sent, become: (more: Partial<Settings>) => (known = { ...known, ...more }) }
}

const save = () => user.click(screen.getByRole('button', { name: 'Guardar' }))

async function fill(label: string, text: string) {
  const box = await screen.findByLabelText(label)
  await user.clear(box)
  await user.type(box, text)
}

describe('the rules', () => {
  it('are sent as they were touched, with the version that was seen', async () => {
    const { sent } = settings()
    show(<RulesPage />)
    await fill('Minutos para terminar', '15')
    await save()
    await screen.findByText('Guardado')
    expect(sent).toEqual([{ body: { hold_minutes: 15 }, seen: '"10"' }])
  })

  it('say what is wrong at its field and keep what was typed', async () => {
    settings(() =>
      problem(422, 'invalid', {
        errors: [{ field: 'hold_minutes', code: 'x', detail: 'El valor máximo es 60.' }],
      }),
    )
    show(<RulesPage />)
    await fill('Minutos para terminar', '15')
    await save()
    await screen.findByText('Revise los campos marcados.')
    const box = screen.getByLabelText('Minutos para terminar')
    expect(box).toHaveAccessibleDescription(/El valor máximo es 60/)
    expect(box).toHaveValue(15)
    expect(box).toHaveFocus()
  })

  it('a wrong phone is said at the phone', async () => {
    settings(() => problem(422, 'invalid-phone'))
    show(<RulesPage />)
    await fill('Teléfono', '123')
    await save()
    await waitFor(() =>
      expect(screen.getByLabelText('Teléfono')).toHaveAccessibleDescription('detail of invalid-phone'),
    )
  })

  it('show what another administrator changed, and keep what was typed here', async () => {
    const { sent, become } = settings(() => {
      become({ version: '11', max_open_bookings: 9 })
      return problem(412, 'stale-record')
    })
    show(<RulesPage />)
    await fill('Minutos para terminar', '15')
    await save()
    await screen.findByText(/Otra persona cambió esto/)
    await waitFor(() => expect(screen.getByLabelText('Citas abiertas por persona')).toHaveValue(9))
    expect(screen.getByLabelText('Minutos para terminar')).toHaveValue(15)
    await save()
    await waitFor(() => expect(sent).toHaveLength(2))
    expect(sent.map(({ seen }) => seen)).toEqual(['"10"', '"11"'])
  })

  it('say when the network is gone', async () => {
    settings(() => HttpResponse.error())
    show(<RulesPage />)
    await fill('Minutos para terminar', '15')
    await save()
    expect(await screen.findByRole('alert')).toHaveTextContent('No hay conexión')
    expect(screen.getByLabelText('Minutos para terminar')).toHaveValue(15)
  })
})

it('a list says that it is empty, and how to begin', async () => {
  network.use(
    http.get('/api/admin/services', () => HttpResponse.json({ items: [], next: null })),
    http.get('/api/specialties', () => HttpResponse.json({ items: [], next: null })),
  )
  show(<ServicesPage />)
  await screen.findByText('Todavía no hay servicios.')
  await user.click(screen.getByRole('button', { name: 'Nuevo servicio' }))
  expect(await screen.findByLabelText('Duración (minutos)')).toHaveValue(30)
  expect(screen.getByLabelText('Cancelar hasta (horas antes)')).toHaveValue(2)
})

it('a list that can not be read is tried again', async () => {
  network.use(http.get('/api/admin/services', () => problem(503, 'unavailable'), { once: true }))
  show(<ServicesPage />)
  await screen.findByRole('alert')
  network.use(http.get('/api/admin/services', () => HttpResponse.json({ items: [], next: null })))
  await user.click(screen.getByRole('button', { name: 'Reintentar' }))
  await screen.findByText('Todavía no hay servicios.')
})

describe('publishing hours', () => {
  const change: ScheduleChange = { practitioner: 1, location: 1, scope: 'day', day: '2026-12-01', blocks: [] }
  const children = () => null

  function answers(affected: ReturnType<typeof appointment>[]) {
    const sent: string[] = []
    network.use(
      http.post('/api/schedules/preview', () => {
        sent.push('look')
        const offered = [{ date: '2026-12-01', before: ['2026-12-01T08:00:00-04:00'], after: [] }]
        return HttpResponse.json({ affected, offered })
      }),
      http.post('/api/schedules', () => {
        sent.push('publish')
        return HttpResponse.json({ items: [], next: null })
      }),
    )
    return sent
  }

  it('shows whom it affects and what patients will see, before', async () => {
    const sent = answers([appointment({ phone: '+1 809-555-0134' })])
    const onDone = vi.fn()
    show(<Publish {...{ change, onDone, children }} onCancel={vi.fn()} onStale={vi.fn()} />)
    expect(screen.queryByRole('button', { name: 'Publicar' })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Ver a quién afecta' }))
    expect(await screen.findByRole('heading', { name: 'Afecta 1 cita' })).toHaveFocus()
    expect(screen.getByText(/Juana Reyes · 809-555-0134/)).toBeVisible()
    const row = within(screen.getByRole('row', { name: /1 dic/ }))
    expect(row.getByText(/1 hora: 8:00/)).toBeVisible()
    expect(row.getByText('nada')).toBeVisible()
    expect(sent).toEqual(['look'])
    await user.click(screen.getByRole('button', { name: 'Publicar' }))
    await waitFor(() => expect(onDone).toHaveBeenCalled())
    expect(sent).toEqual(['look', 'publish'])
  })

  it('says it is stale and reads again', async () => {
    network.use(http.post('/api/schedules/preview', () => problem(412, 'stale-record')))
    const onStale = vi.fn()
    show(<Publish {...{ change, onStale, children }} onCancel={vi.fn()} onDone={vi.fn()} />)
    await user.click(screen.getByRole('button', { name: 'Ver a quién afecta' }))
    await screen.findByText(/Otra persona cambió esto/)
    expect(onStale).toHaveBeenCalled()
  })
})

it('a holiday of the country is closed by one button', async () => {
  const reyes = { id: null, date: '2026-01-05', name: 'Reyes', original: '2026-01-06' }
  network.use(
    http.get('/api/holidays', () => HttpResponse.json({ items: [reyes], next: null })),
    http.post('/api/holidays', () => HttpResponse.json({ items: [{ ...reyes, id: 4 }], next: null })),
  )
  show(<Holidays today="2026-01-01" />)
  await screen.findByText(/se mueve desde el mar.* 6 ene/)
  await user.click(screen.getByRole('button', { name: 'Cerrar ese día Reyes' }))
  await screen.findByRole('button', { name: 'Atender ese día Reyes' })
})

describe('hours', () => {
  it('begin where the last ones end', () => {
    const first = newHours(1)
    expect(newHours(1, first)).toMatchObject({ start: '12:00', end: '14:00' })
    expect(newHours(1, { ...first, end: '22:30' })).toMatchObject({ start: '22:30', end: '23:59' })
  })

  it('have places or a step, never both', () => {
    const tanda = withMode({ ...newHours(1), step: 20 }, 'arrival')
    expect(tanda).toMatchObject({ mode: 'arrival', quota: 12, step: null })
    expect(withMode(tanda, 'time')).toMatchObject({ mode: 'time', quota: null })
  })

  it('are copied as new ones', () => {
    const monday = newHours(1)
    const [tuesday] = copyTo(2, [monday])
    expect(tuesday).toMatchObject({ weekday: 2, start: monday.start })
    expect(tuesday?.key).not.toBe(monday.key)
  })

  it('are sent without what is ours alone', () => {
    const kept = { ...asLine(newHours(3)), id: 5 } as ScheduleLine
    expect(asLine(draftOfLine(kept))).toEqual(asLine(newHours(3)))
    expect(asLine(newHours(3))).not.toHaveProperty('key')
    expect(Object.keys(asBlock(newHours(3)))).toEqual(['start', 'end', 'mode', 'quota', 'room'])
  })
})

describe('a test message', () => {
  const reminder = {
    ...{ id: 1, version: '1', kind: 'reminder', name: 'Recordatorio', enabled: true, reminds: true },
    ...{ lead: 1440, to_patient: true, to_contact: false, to_practitioner: false },
  }
  const rulesOf = () =>
    network.use(
      http.get('/api/admin/message-rules', () => HttpResponse.json({ items: [reminder] })),
      http.get('/api/notifications/preview', () =>
        HttpResponse.json({ url: 'http://localhost/plantillas/1-2', expires_in: 900 }),
      ),
    )
  const press = async () => user.click(await screen.findByRole('button', { name: 'Enviarme una prueba' }))

  it('goes to who asks, in the language on screen, and says where it went', async () => {
    rulesOf()
    const sent: unknown[] = []
    network.use(
      http.post('/api/notifications/test', async ({ request }) => {
        sent.push(await request.json())
        return HttpResponse.json({ id: 9, recipient: 'jefa@example.do' }, { status: 202 })
      }),
    )
    show(<MessagesPage />)
    await user.selectOptions(await screen.findByLabelText('Mensaje'), 'reminder')
    await user.selectOptions(screen.getByLabelText('Idioma'), 'en')
    await press()
    await screen.findByText(/Prueba enviada a jefa@example.do/)
    expect(sent).toEqual([{ kind: 'reminder', language: 'en' }])
  })

  it('says in words why it cannot', async () => {
    rulesOf()
    network.use(http.post('/api/notifications/test', () => problem(409, 'no-own-email')))
    show(<MessagesPage />)
    await screen.findByLabelText('Mensaje')
    await press()
    await screen.findByText('detail of no-own-email')
  })
})
