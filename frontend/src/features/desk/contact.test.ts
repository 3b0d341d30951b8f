import { expect, it } from 'vitest'
import { callAddress, firstName, whatsAppAddress } from './contact'

it('a call keeps the plus, WhatsApp wants digits alone', () => {
  expect(callAddress('+1 809-555-0134')).toBe('tel:+18095550134')
  expect(whatsAppAddress('+1 809-555-0134')).toBe('https://wa.me/18095550134')
})

it('the message is part of the address, whatever it says', () => {
  expect(whatsAppAddress('+18095550134', '¿Viene a las 9 & 30?')).toBe(
    'https://wa.me/18095550134?text=%C2%BFViene%20a%20las%209%20%26%2030%3F',
  )
})

it('a message calls the patient by the first name', () => {
  expect(firstName('  Rosa Núñez Peña')).toBe('Rosa')
})
