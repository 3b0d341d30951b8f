import { i18n } from '@lingui/core'
import { MantineProvider } from '@mantine/core'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { messages } from '../../i18n/staff/es'
import { network, problem, showScreen, withNetwork } from '../../testing/screen'
import { patient, TODAY } from './builders'
import { PatientPicker, PatientQuickAdd, personTyped } from './index'

withNetwork()
beforeEach(() => i18n.loadAndActivate({ locale: 'es', messages }))
const user = userEvent.setup()

const juana = patient({
  next_visit: {
    ...{ id: 7, start: '2026-11-26T09:30:00-04:00', timezone: 'America/Santo_Domingo' },
    ...{ practitioner_name: 'Dra. Carmen Pérez', service_name: 'Consulta' },
  },
})
const jose = patient({ id: 4, name: 'José Reyes', number: '000124', phone: null, to_verify: true })

function finds(...patients: (typeof juana)[]) {
  const asked: (string | null)[] = []
  network.use(
    http.get('/api/patients', ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('search'))
      return HttpResponse.json({ items: patients, next: null })
    }),
  )
  return asked
}

describe('finding a patient', () => {
  function show(more: { onNew?: (typed: string) => void } = {}) {
    const onPick = vi.fn()
    showScreen(
      '/',
      <MantineProvider>{<PatientPicker today={TODAY} onPick={onPick} {...more} />}</MantineProvider>,
    )
    return onPick
  }
  const box = () => screen.getByRole('combobox', { name: 'Paciente' })

  it('shows who it may be, with age, phone and next visit', async () => {
    const asked = finds(juana, jose)
    show()
    await user.type(box(), 'reyes')
    const option = await screen.findByRole('option', { name: /Juana Reyes Mejía/ })
    expect(option).toHaveTextContent('42 años · 809-555-0134 · 000123')
    expect(option).toHaveTextContent(/Próxima cita: jue.* 26 nov.* 9:30.*, Dra\. Carmen Pérez/)
    expect(screen.getByRole('option', { name: /José Reyes/ })).toHaveTextContent('Por verificar')
    expect(screen.getByText('2 pacientes')).toHaveAttribute('role', 'status')
    expect(asked).toEqual(['reyes'])
  })

  it('is driven by the keyboard alone', async () => {
    finds(juana, jose)
    const onPick = show()
    await user.click(box())
    await user.paste('reyes') // at once: one search, whatever the machine's pace
    await screen.findByRole('option', { name: /Juana/ })
    await user.keyboard('{ArrowDown}')
    expect(screen.getByRole('option', { name: /José/ })).toHaveAttribute('aria-selected', 'true')
    expect(box()).toHaveAttribute('aria-activedescendant', screen.getByRole('option', { name: /José/ }).id)
    await user.keyboard('{ArrowDown}{Enter}')
    expect(onPick).toHaveBeenCalledWith(juana)
    await user.keyboard('{Escape}')
    expect(box()).toHaveValue('')
    expect(screen.queryByRole('option')).toBeNull()
  })

  it('is driven by the mouse', async () => {
    finds(juana)
    const onPick = show()
    await user.type(box(), '0134')
    await user.click(await screen.findByRole('option', { name: /Juana/ }))
    expect(onPick).toHaveBeenCalledWith(juana)
  })

  it('offers to register who is not found, with what was typed', async () => {
    finds()
    const onNew = vi.fn()
    show({ onNew })
    await user.type(box(), 'Pedro Mota')
    await screen.findByText('Ningún paciente con esos datos')
    await user.click(screen.getByRole('option', { name: 'Registrar paciente nuevo: Pedro Mota' }))
    expect(onNew).toHaveBeenCalledWith('Pedro Mota')
  })

  it('never takes the answer to a former text', async () => {
    finds(juana)
    const onPick = show()
    await user.type(box(), 'reyes')
    await screen.findByRole('option', { name: /Juana/ })
    await user.type(box(), ' peña{Enter}')
    expect(onPick).not.toHaveBeenCalled()
  })

  it('says why the search failed', async () => {
    network.use(http.get('/api/patients', () => problem(503, 'unavailable')))
    show()
    await user.type(box(), 'reyes')
    await screen.findByText('detail of unavailable')
  })
})

describe('registering a patient', () => {
  function show() {
    const told = { onDone: vi.fn(), onUse: vi.fn(), onCancel: vi.fn() }
    showScreen(
      '/',
      <MantineProvider>
        <PatientQuickAdd today={TODAY} typed="Juana María Reyes Mejía" {...told} />
      </MantineProvider>,
    )
    return told
  }
  function answers(...responses: (() => ReturnType<typeof problem>)[]) {
    const sent: unknown[] = []
    network.use(
      http.post('/api/patients', async ({ request }) => {
        sent.push(await request.json())
        const next = responses.shift()
        return next ? next() : HttpResponse.json(juana, { status: 201 })
      }),
    )
    return sent
  }
  const register = () => user.click(screen.getByRole('button', { name: 'Registrar' }))
  const same = { ...juana, same: ['mismo teléfono', 'nombre parecido'] }

  it('begins with what was typed and sends only what is known', async () => {
    const sent = answers()
    const { onDone } = show()
    await user.type(screen.getByLabelText('Celular'), '809-555-0134')
    await register()
    await waitFor(() => expect(onDone).toHaveBeenCalledWith(juana))
    expect(sent).toEqual([
      {
        ...{ name: 'Juana María', surname: 'Reyes', second_surname: 'Mejía', phone: '809-555-0134' },
        override: false,
      },
    ])
  })

  it('asks first about who may be the same person', async () => {
    answers(() => problem(409, 'duplicate-patient', { candidates: [same] }))
    const { onUse, onDone } = show()
    await register()
    const heading = await screen.findByRole('heading', { name: 'Esta persona quizás ya es paciente' })
    expect(heading).toHaveFocus()
    expect(screen.getByText('mismo teléfono · nombre parecido')).toBeVisible()
    await user.click(screen.getByRole('button', { name: /Usar este paciente/ }))
    expect(onUse).toHaveBeenCalledWith(same)
    expect(onDone).not.toHaveBeenCalled()
  })

  it('registers somebody else when told so, with all that was typed', async () => {
    const sent = answers(() => problem(409, 'duplicate-patient', { candidates: [same] }))
    const { onDone } = show()
    await register()
    await user.click(await screen.findByRole('button', { name: 'Es otra persona: registrar' }))
    await waitFor(() => expect(onDone).toHaveBeenCalled())
    expect(sent).toEqual([
      expect.objectContaining({ name: 'Juana María', override: false }),
      expect.objectContaining({ name: 'Juana María', surname: 'Reyes', override: true }),
    ])
  })

  it('never registers the same cédula again', async () => {
    answers(() => problem(409, 'duplicate-cedula', { candidates: [same] }))
    show()
    await register()
    await screen.findByRole('heading', { name: 'detail of duplicate-cedula' })
    expect(screen.queryByRole('button', { name: /otra persona/ })).toBeNull()
  })

  it('says what is wrong at its field and keeps what was typed', async () => {
    answers(() => problem(422, 'invalid-phone'))
    show()
    await user.type(screen.getByLabelText('Celular'), '123')
    await register()
    await screen.findByText('detail of invalid-phone')
    expect(screen.getByLabelText('Celular')).toHaveAccessibleDescription(/detail of invalid-phone/)
    expect(screen.getByLabelText('Celular')).toHaveValue('123')
    expect(screen.getByLabelText('Nombre')).toHaveValue('Juana María')
    await user.type(screen.getByLabelText('Celular'), '4')
    expect(screen.queryByText('detail of invalid-phone')).toBeNull()
  })

  it('says when the network is gone', async () => {
    network.use(http.post('/api/patients', () => HttpResponse.error()))
    show()
    await register()
    expect(await screen.findByRole('alert')).toHaveTextContent('No hay conexión')
  })
})

it.each([
  ['809-555-0134', { phone: '809-555-0134' }],
  ['047-0000001-4', { identifier: '047-0000001-4' }],
  ['Juana', { name: 'Juana', surname: '' }],
  ['juana reyes', { name: 'juana', surname: 'reyes' }],
  ['Ana de los Santos Peña', { name: 'Ana de los', surname: 'Santos', second_surname: 'Peña' }],
])('puts %s where it belongs', (typed, expected) => {
  expect(personTyped(typed)).toMatchObject(expected)
})
