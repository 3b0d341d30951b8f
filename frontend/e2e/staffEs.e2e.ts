import { expect, it } from 'vitest'
import { lookAtEverything, looked, routes } from './staffScreens'

it('looks at each address of the router', () => {
  expect(looked()).toEqual(routes())
})

lookAtEverything('es')
