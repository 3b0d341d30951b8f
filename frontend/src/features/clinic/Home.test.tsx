import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { network, showScreen, withNetwork } from '../../testing/screen'
import { services } from '../../testing/world'
import { remember } from '../booking/remembered'
import { Home } from './Home'

withNetwork()
const TWO = [...services, { ...services[0], id: 2, name: 'Chequeo' }]
const offersTwo = () =>
  network.use(http.get('/api/services', () => HttpResponse.json({ items: TWO, next: null })))

it('offers the last doctor again on a phone that was asked to remember, and forgets when told', async () => {
  offersTwo()
  remember({ name: 'Juana' }, { service: 1, practitioner: 2 })
  showScreen('/', <Home />)
  const repeat = await screen.findByRole('link', { name: /¿Repetir con Dr. Rafael Santos\?/ })
  expect(repeat).toHaveAttribute('href', '/reservar?servicio=1&medico=2')
  await userEvent.click(screen.getByRole('button', { name: 'No recordarme en este teléfono' }))
  expect(screen.queryByText(/¿Repetir con/)).toBeNull()
  expect(localStorage.getItem('known-person')).toBeNull()
})

it('remembers nobody by itself', async () => {
  offersTwo()
  showScreen('/', <Home />)
  await screen.findByRole('link', { name: /Chequeo/ })
  expect(screen.queryByText(/¿Repetir con/)).toBeNull()
})
