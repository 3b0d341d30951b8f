import { expect, it } from 'vitest'
import { callLink, readablePhone, whatsAppLink } from './phone'

it('writes Dominican numbers as people read them', () => {
  expect(readablePhone('+18095550134')).toBe('809-555-0134')
  expect(readablePhone('+1 809-555-0134')).toBe('809-555-0134')
  expect(readablePhone('+34600111222')).toBe('+34600111222')
})

it('links to a call and to a chat', () => {
  expect(callLink('+1 (809) 555-0134')).toBe('tel:+18095550134')
  expect(whatsAppLink('+18095550134')).toBe('https://wa.me/18095550134')
  expect(whatsAppLink(null, 'Cita: 9:30')).toBe('https://wa.me/?text=Cita%3A%209%3A30')
})
