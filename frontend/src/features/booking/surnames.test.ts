import { expect, it } from 'vitest'
import { splitSurnames } from './surnames'

it.each([
  ['Pérez', 'Pérez', null],
  [' Pérez  Marte ', 'Pérez', 'Marte'],
  ['De la Cruz Peña', 'De la Cruz', 'Peña'],
  ['Peña de la Cruz', 'Peña', 'de la Cruz'],
  ['del Rosario', 'del Rosario', null],
  ['de la', 'de la', null],
])('reads "%s"', (text, surname, second) => {
  expect(splitSurnames(text)).toEqual({ surname, second_surname: second })
})
