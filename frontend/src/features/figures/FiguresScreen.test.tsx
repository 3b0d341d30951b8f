import { i18n } from '@lingui/core'
import { MantineProvider } from '@mantine/core'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Clinic, Figures, Me } from '../../api/client'
import { messages as english } from '../../i18n/staff/en'
import { messages } from '../../i18n/staff/es'
import { Notices } from '../../staff/Notices'
import { network, problem, showScreen, withNetwork } from '../../testing/screen'
import { clinic } from '../../testing/world'
import { FiguresScreen } from './FiguresScreen'

withNetwork()
beforeEach(() => i18n.loadAndActivate({ locale: 'es', messages }))
const user = userEvent.setup()
const carmen = { practitioner: 1, practitioner_name: 'Dra. Carmen Pérez' }

const FULL: Figures = {
  timezone: 'America/Santo_Domingo',
  waiting: {
    ...{ visits: 40, median: 12.4, p90: 31 },
    by_practitioner: [{ ...carmen, visits: 40, median: 8.5, p90: 31 }],
    by_day: [
      { date: '2026-11-02', visits: 20, median: 10, p90: 28 },
      { date: '2026-11-03', visits: 20, median: 14, p90: 33 },
    ],
  },
  no_shows: {
    ...{ visits: 50, missed: 5, share: 0.1 },
    by_practitioner: [{ ...carmen, visits: 50, missed: 5, share: 0.1 }],
    by_weekday: [{ weekday: 1, visits: 20, missed: 4, share: 0.2 }],
    by_lead: [{ lead: '8', visits: 10, missed: 3, share: 0.3 }],
  },
  occupation: {
    ...{ open_hours: 100, used_hours: 62.5, share: 0.625 },
    by_practitioner: [{ ...carmen, open_hours: 100, used_hours: 62.5, share: 0.625 }],
    by_weekday: [{ weekday: 3, open_hours: 20, used_hours: 5, share: 0.25 }],
  },
  overbooked: {
    ...{ visits: 52, overbooked: 2, share: 0.0385 },
    by_practitioner: [{ ...carmen, visits: 52, overbooked: 2, share: 0.0385 }],
  },
  third_next: [
    { ...carmen, service: 1, service_name: 'Consulta general', days: 3, date: '2026-11-26' },
    { ...carmen, service: 2, service_name: 'Chequeo', days: null, date: null },
  ],
  by_channel: [{ origin: 'web', visits: 30, share: 0.6 }],
  reminders: [
    { answer: 'confirmed', visits: 30, share: 0.75 },
    { answer: 'silent', visits: 10, share: 0.25 },
  ],
}

const none = { visits: 0, missed: 0, overbooked: 0, share: null }
const EMPTY: Figures = {
  ...FULL,
  waiting: { visits: 0, median: null, p90: null, by_practitioner: [], by_day: [] },
  no_shows: { ...none, by_practitioner: [], by_weekday: [], by_lead: [] } as Figures['no_shows'],
  occupation: { open_hours: 0, used_hours: 0, share: null, by_practitioner: [], by_weekday: [] },
  overbooked: { ...none, by_practitioner: [] } as Figures['overbooked'],
  third_next: [],
  by_channel: [],
  reminders: [],
}

function answers(figures: Figures): string[] {
  const asked: string[] = []
  network.use(
    http.get('/api/figures', ({ request }) => {
      asked.push(new URL(request.url).search)
      return HttpResponse.json(figures)
    }),
  )
  return asked
}

function show(address = '/clinica/informes', at: Clinic = clinic) {
  return showScreen(
    address,
    <MantineProvider>
      <FiguresScreen me={{ role: 'administrator' } as Me} clinic={at} />
      <Notices />
    </MantineProvider>,
  )
}

async function figure(name: string) {
  return within(await screen.findByRole('region', { name }))
}

it('says the most important numbers first', async () => {
  answers(FULL)
  show()
  const tile = (await screen.findByText('Espera (mediana)')).closest('div')
  expect(tile).toHaveTextContent('12 min9 de cada 10 esperan menos de 31 min')
  const open = screen.getByText('Ocupación').closest('div')
  expect(open).toHaveTextContent('Ocupación62.5%63 de 100 h')
  expect(screen.getByText('de 52 citas')).toBeVisible()
})

it('gives each bar its numbers, for eyes and screen readers alike', async () => {
  answers(FULL)
  show()
  const waiting = await figure('Espera por médico')
  const row = waiting.getByRole('row', { name: /Dra. Carmen Pérez/ })
  expect(
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['', '8.5 min', '31 min'])
  expect(row.querySelector('.fig-bar-value')).toHaveAttribute('width', `${(8.5 / 31) * 100}%`)
  expect(row.querySelector('svg')).toHaveAttribute('aria-hidden', 'true')
  const lead = await figure('Inasistencias según la antelación')
  expect(lead.getByRole('row', { name: /8 a 14 días.*30%.*3 de 10/ })).toBeVisible()
  const weekday = await figure('Ocupación por día de la semana')
  expect(weekday.getByRole('row', { name: /miércoles.*25%.*5 de 20 h/ })).toBeVisible()
  const third = await figure('Tercera hora libre')
  expect(third.getByRole('row', { name: /Chequeo.*más de 90/ })).toBeVisible()
})

it('draws the days as lines with a table that says the same', async () => {
  answers(FULL)
  show('/clinica/informes?periodo=dias&desde=2026-11-01&hasta=2026-11-03')
  const days = await figure('Espera por día')
  expect(days.getByRole('img', { name: 'Espera por día' })).toBeVisible()
  await user.click(days.getByText('Ver los números'))
  expect(days.getByRole('row', { name: /3 nov.*20.*14 min.*33 min/ })).toBeVisible()
})

it('says where there is nothing, and offers no file of it', async () => {
  answers(EMPTY)
  show()
  expect(await screen.findAllByText('No hay datos de estos días.')).toHaveLength(11)
  expect(screen.queryByRole('button', { name: /Descargar/ })).toBeNull()
  expect(screen.getAllByText('–').length).toBeGreaterThan(2)
})

it('asks for the days and the place in the address', async () => {
  const asked = answers(FULL)
  const other = { ...clinic.locations[0], id: 2, name: 'Norte' } as Clinic['locations'][number]
  show('/clinica/informes', { ...clinic, locations: [...clinic.locations, other] })
  await screen.findByText('Espera (mediana)')
  await user.click(screen.getByRole('radio', { name: 'Mes pasado' }))
  await waitFor(() => expect(asked).toHaveLength(2))
  await user.selectOptions(screen.getByRole('combobox', { name: 'Sede' }), 'Norte')
  await waitFor(() => expect(asked).toHaveLength(3))
  expect(asked).toEqual([
    '?from=2026-10-25&to=2026-11-23',
    '?from=2026-10-01&to=2026-10-31',
    '?from=2026-10-01&to=2026-10-31&location=2',
  ])
  expect(location.search).toBe('?periodo=anterior&sede=2')
  await user.click(screen.getByRole('radio', { name: 'Otros días' }))
  expect(screen.getByLabelText('Desde')).toHaveValue('2026-10-01')
})

it('saves a figure as a file', async () => {
  answers(FULL)
  const asked = vi.fn()
  network.use(
    http.get('/api/figures.csv', ({ request }) => {
      asked(new URL(request.url).searchParams.get('figure'))
      return new HttpResponse('Canal,Citas', { headers: { 'Content-Type': 'text/csv' } })
    }),
  )
  const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    asked(this.download)
  })
  show('/clinica/informes?periodo=mes')
  await user.click(await screen.findByRole('button', { name: 'Descargar CSV: Citas por canal' }))
  await waitFor(() => expect(saved).toHaveBeenCalled())
  expect(asked.mock.calls.flat()).toEqual(['by_channel', 'by_channel-2026-11-01-2026-11-23.csv'])
  saved.mockRestore()
})

it('says what went wrong and tries again', async () => {
  network.use(http.get('/api/figures', () => problem(503, 'unavailable')))
  show()
  expect(await screen.findByRole('alert')).toHaveTextContent('detail of unavailable')
  answers(FULL)
  await user.click(screen.getByRole('button', { name: 'Reintentar' }))
  expect(await screen.findByText('Espera (mediana)')).toBeVisible()
})

it('speaks English too', async () => {
  i18n.loadAndActivate({ locale: 'en', messages: english })
  answers(FULL)
  show()
  expect(await screen.findByRole('heading', { name: 'Third next free time' })).toBeVisible()
  expect(screen.getByRole('row', { name: /Monday.*20%.*4 of 20/ })).toBeVisible()
})
