import { i18n } from '@lingui/core'
import { MantineProvider } from '@mantine/core'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { Role } from '../api/session'
import { messages } from '../i18n/staff/es'
import { showScreen } from '../testing/screen'
import { Navigation } from './Navigation'

const user = userEvent.setup()

beforeEach(() => i18n.loadAndActivate({ locale: 'es', messages }))

function navigation(role: Role, address = '/clinica/agenda') {
  showScreen(
    address,
    <MantineProvider>
      <Navigation role={role} />
    </MantineProvider>,
  )
}

const more = () => screen.getByRole('button', { name: 'Más' })

it.each(['front_desk', 'administrator'] as const)('leads the %s to the messages', async (role) => {
  navigation(role)
  await user.click(more())
  await user.click(screen.getByRole('link', { name: 'Mensajes' }))
  expect(location.pathname).toBe('/clinica/mensajes')
  expect(more()).toHaveAttribute('aria-expanded', 'false')
})

it('offers a doctor no screen of the front desk', async () => {
  navigation('practitioner')
  await user.click(more())
  expect(screen.queryByRole('link', { name: 'Mensajes' })).toBeNull()
})

it('says which screen is open, also below its own address', () => {
  navigation('front_desk', '/clinica/agenda/algo')
  expect(screen.getByRole('link', { current: 'page' })).toHaveTextContent('Agenda')
})

it('closes with Esc and takes the focus back', async () => {
  navigation('front_desk')
  await user.click(more())
  await user.tab()
  expect(within(screen.getByRole('navigation')).getAllByRole('link').length).toBeGreaterThan(1)
  await user.keyboard('{Escape}')
  expect(more()).toHaveAttribute('aria-expanded', 'false')
  expect(more()).toHaveFocus()
})
