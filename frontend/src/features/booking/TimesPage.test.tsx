import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Slot } from '../../api/client'
import { readPlace } from '../../routes'
import { network, showScreen, withNetwork } from '../../testing/screen'
import { practitioners, slot } from '../../testing/world'
import { TimesPage } from './TimesPage'

withNetwork()
const user = userEvent.setup()

function free(slots: Slot[]): URLSearchParams[] {
  const asked: URLSearchParams[] = []
  network.use(
    http.get('/api/availability', ({ request }) => {
      const query = new URL(request.url).searchParams
      asked.push(query)
      const inWindow = slots.filter(({ start }) => {
        const day = start.slice(0, 10)
        return day >= (query.get('from') ?? '') && day <= (query.get('to') ?? '')
      })
      return HttpResponse.json({ timezone: 'America/Santo_Domingo', slots: inWindow, next_from: null })
    }),
  )
  return asked
}

const on = (day: string, hour: string) => slot({ start: `${day}T${hour}:00-04:00` })

it('leads from a tapped hour to the details, with everything in the address', async () => {
  free([on('2026-11-25', '09:30'), on('2026-11-26', '14:00')])
  showScreen('/reservar?servicio=1', <TimesPage />)
  await user.click(await screen.findByRole('button', { name: /26/ }))
  const afternoon = await screen.findByRole('heading', { name: 'Tarde' })
  expect(screen.queryByRole('heading', { name: 'Mañana' })).toBeNull()
  await user.click(within(afternoon.parentElement as HTMLElement).getByRole('button', { name: /2:00/ }))
  expect(location.pathname).toBe('/reservar/datos')
  expect(readPlace(location.search)).toMatchObject({
    service: 1,
    practitioner: 1,
    location: 1,
    start: '2026-11-26T14:00:00-04:00',
  })
})

it('keeps the doctor of a deep link, and lets go of it', async () => {
  const asked = free([on('2026-11-25', '09:30')])
  showScreen('/reservar?servicio=1&medico=2', <TimesPage />)
  await waitFor(() => expect(asked.at(-1)?.get('practitioner')).toBe('2'))
  await user.selectOptions(await screen.findByLabelText('Médico'), 'Cualquier médico')
  await waitFor(() => expect(asked.at(-1)?.get('practitioner')).toBeNull())
})

it('searches on until ten days with free times are found', async () => {
  const days = ['11-25', '12-20', '12-21', '12-22', '12-23', '12-24', '12-28', '12-29', '12-30', '12-31']
  const asked = free(days.map((day) => on(`2026-${day}`, '09:30')))
  showScreen('/reservar?servicio=1', <TimesPage />)
  expect(await screen.findByRole('button', { name: /31/ })).toBeVisible()
  expect(asked.map((query) => query.get('from'))).toEqual(['2026-11-23', '2026-12-07', '2026-12-21'])
})

it('shows a tanda as a turn with an estimate', async () => {
  const block = { mode: 'arrival', turn: 7, left: 12, block_start: '2026-11-25T08:00:00-04:00' } as const
  free([slot({ ...block, start: '2026-11-25T10:40:00-04:00', block_end: '2026-11-25T12:00:00-04:00' })])
  showScreen('/reservar?servicio=1', <TimesPage />)
  const turn = await screen.findByRole('button', { name: /Turno 7, hacia las 10:40/ })
  expect(turn).toHaveTextContent('Quedan 12 turnos')
})

it('points to the phone when nothing is free', async () => {
  free([])
  showScreen('/reservar?servicio=1', <TimesPage />)
  await screen.findByText('No hay horas libres por ahora')
  expect(screen.getAllByRole('link', { name: '809-555-0100' })[0]).toHaveAttribute('href', 'tel:+18095550100')
})

it('names who else attends soonest when the chosen doctor has no hour left', async () => {
  network.use(
    http.get('/api/availability', ({ request }) => {
      const first = new URL(request.url).searchParams.get('first') === 'true'
      const slots = first ? [slot({ practitioner: 2, start: '2026-11-26T14:00:00-04:00' })] : []
      return HttpResponse.json({ timezone: 'America/Santo_Domingo', slots, next_from: null })
    }),
  )
  showScreen('/reservar?servicio=1&medico=1', <TimesPage />)
  await screen.findByRole('heading', { name: 'No hay horas libres por ahora' })
  await user.click(await screen.findByRole('button', { name: /2:00.*Dr. Rafael Santos/ }))
  expect(readPlace(location.search)).toMatchObject({ practitioner: 2, start: '2026-11-26T14:00:00-04:00' })
})

it('says which insurers are accepted, whoever of them attends', async () => {
  free([on('2026-11-25', '09:30')])
  network.use(
    http.get('/api/insurers', () =>
      HttpResponse.json({
        items: [
          { id: 1, name: 'ARS Uno' },
          { id: 2, name: 'ARS Dos' },
        ],
        next: null,
      }),
    ),
    http.get('/api/practitioners', () =>
      HttpResponse.json({
        items: practitioners.map((one) => ({ ...one, insurers: [one.id] })),
        next: null,
      }),
    ),
  )
  showScreen('/reservar?servicio=1', <TimesPage />)
  await screen.findByText('ARS Uno, ARS Dos')
})
