import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { describe, expect, it } from 'vitest'
import { Route } from 'wouter'
import type { Booking } from '../../api/client'
import { detailsPath, routes } from '../../routes'
import { network, problem, showScreen, withNetwork } from '../../testing/screen'
import { appointment, START, slot } from '../../testing/world'
import { DetailsPage } from './DetailsPage'
import { lastVisit } from './remembered'

withNetwork()
const ADDRESS = detailsPath({ service: 1, practitioner: 1, location: 1, start: START })
const user = userEvent.setup()
const Details = () => <Route path={routes.details} component={DetailsPage} />

interface Sent {
  key: string | null
  body: Booking
}

/** Answers bookings one after another, and tells what was sent. */
function bookings(...answers: (() => Response)[]): Sent[] {
  const sent: Sent[] = []
  network.use(
    http.post('/api/appointments', async ({ request }) => {
      sent.push({ key: request.headers.get('Idempotency-Key'), body: (await request.json()) as Booking })
      return (answers[sent.length - 1] ?? booked)()
    }),
  )
  return sent
}

const booked = () => HttpResponse.json(appointment(), { status: 201 })
const lostConnection = () => HttpResponse.error()
const other = slot({ start: '2026-11-25T10:00:00-04:00' })
const taken = () => problem(409, 'slot-taken', { alternatives: [other] })

async function fillIn() {
  await user.type(await screen.findByLabelText('Nombre'), 'Juana')
  await user.type(screen.getByLabelText('Apellidos'), 'Reyes Marte')
  await user.type(screen.getByLabelText('Celular'), '809 555 0134')
  await user.type(screen.getByLabelText('Día'), '5')
  await user.type(screen.getByLabelText('Mes'), '3')
  await user.type(screen.getByLabelText('Año'), '1984')
  await user.click(screen.getByLabelText('Acepto.'))
}

const confirm = () => user.click(screen.getByRole('button', { name: 'Confirmar la cita' }))

describe('booking', () => {
  it('holds the place, then books it for the person typed in', async () => {
    const sent = bookings(booked)
    showScreen(ADDRESS, <Details />)
    await fillIn()
    await confirm()
    await waitFor(() => expect(location.pathname).toBe('/cita/7'))
    expect(sent[0]?.body).toMatchObject({
      hold: 7,
      start: START,
      consent_version: '1',
      person: {
        name: 'Juana',
        surname: 'Reyes',
        second_surname: 'Marte',
        birth_date: '1984-03-05',
        relation: 'self',
      },
    })
  })

  it('puts every mistake in a summary that takes the focus', async () => {
    showScreen(ADDRESS, <Details />)
    await screen.findByLabelText('Nombre')
    await confirm()
    const summary = await screen.findByRole('alert')
    expect(summary).toHaveFocus()
    expect(summary).toHaveTextContent('Escriba el nombre')
    await user.click(screen.getByRole('link', { name: 'Escriba los apellidos' }))
    expect(screen.getByLabelText('Apellidos')).toHaveFocus()
  })

  it('shows what the server refuses at the field it is about', async () => {
    bookings(() => problem(422, 'invalid-phone'))
    showScreen(ADDRESS, <Details />)
    await fillIn()
    await confirm()
    await screen.findAllByText('detail of invalid-phone')
    expect(screen.getByLabelText('Celular')).toBeInvalid()
  })
})

describe('a lost place', () => {
  it('keeps every field and offers others when the hold fails', async () => {
    network.use(http.post('/api/holds', taken, { once: true }))
    const sent = bookings(booked)
    showScreen(ADDRESS, <Details />)
    await screen.findByText('Esa hora acaba de ocuparse')
    await fillIn()
    await user.click(screen.getByRole('button', { name: /10:00/ }))
    await waitFor(() => expect(screen.queryByText('Esa hora acaba de ocuparse')).toBeNull())
    await confirm()
    await waitFor(() => expect(sent[0]?.body.start).toBe(other.start))
  })

  it('keeps every field when the place goes at the last moment, and books in two taps', async () => {
    const sent = bookings(taken, booked)
    showScreen(ADDRESS, <Details />)
    await fillIn()
    await confirm()
    await user.click(await screen.findByRole('button', { name: /10:00/ }))
    expect(screen.getByLabelText('Nombre')).toHaveValue('Juana')
    await waitFor(() => expect(screen.getByRole('button', { name: 'Confirmar la cita' })).toBeEnabled())
    await confirm()
    await waitFor(() => expect(location.pathname).toBe('/cita/7'))
    expect(sent.map(({ body }) => body.start)).toEqual([START, other.start])
    expect(sent[0]?.key).not.toBe(sent[1]?.key)
  })
})

describe('a lost connection', () => {
  it('keeps what was typed, and the retry cannot book twice', async () => {
    const sent = bookings(lostConnection, booked)
    showScreen(ADDRESS, <Details />)
    await fillIn()
    await confirm()
    await screen.findByText('Sin conexión')
    expect(screen.getByLabelText('Nombre')).toHaveValue('Juana')
    await user.click(screen.getByRole('button', { name: 'Intentar de nuevo' }))
    await waitFor(() => expect(location.pathname).toBe('/cita/7'))
    expect(sent[0]).toEqual(sent[1])
  })

  it('finds the booking whose answer was lost, even when the details changed since', async () => {
    const sent = bookings(lostConnection, () => problem(422, 'idempotency-conflict'), booked)
    showScreen(ADDRESS, <Details />)
    await fillIn()
    await confirm()
    await screen.findByText('Sin conexión')
    await user.type(screen.getByLabelText('Motivo de la visita (opcional)'), 'Gripe')
    await confirm()
    await waitFor(() => expect(location.pathname).toBe('/cita/7'))
    expect(sent[2]).toEqual(sent[0])
  })

  it('gives the draft back after a reload', async () => {
    const first = showScreen(ADDRESS, <Details />)
    await fillIn()
    first.unmount()
    showScreen(ADDRESS, <Details />)
    expect(await screen.findByLabelText('Nombre')).toHaveValue('Juana')
    expect(screen.getByLabelText('Acepto.')).not.toBeChecked()
  })
})

it('holds again when the hold has run out, and books', async () => {
  const sent = bookings(() => problem(409, 'hold-expired'), booked)
  showScreen(ADDRESS, <Details />)
  await fillIn()
  await confirm()
  await waitFor(() => expect(location.pathname).toBe('/cita/7'))
  expect(sent).toHaveLength(2)
})

it('remembers who asked for it, with the doctor to repeat, and forgets who unticks it', async () => {
  bookings(booked, booked)
  const first = showScreen(ADDRESS, <Details />)
  await fillIn()
  expect(screen.getByLabelText('Recordar mis datos en este teléfono')).not.toBeChecked()
  await user.click(screen.getByLabelText('Recordar mis datos en este teléfono'))
  await confirm()
  await waitFor(() => expect(location.pathname).toBe('/cita/7'))
  expect(lastVisit()).toEqual({ service: 1, practitioner: 1 })
  first.unmount()
  showScreen(ADDRESS, <Details />)
  expect(await screen.findByLabelText('Nombre')).toHaveValue('Juana')
  await user.click(screen.getByLabelText('Recordar mis datos en este teléfono'))
  await user.click(screen.getByLabelText('Acepto.'))
  await confirm()
  await waitFor(() => expect(lastVisit()).toBeNull())
})
