import { expect, it } from 'vitest'
import { tidyReference } from './reference'

it.each([
  ['LV-4K7Q2M', 'LV-4K7Q2M'],
  [' lv-4k7q2m ', 'LV-4K7Q2M'],
  ['LV4K7Q2M', 'LV-4K7Q2M'],
  ['lv 4k7 q2m', 'LV-4K7Q2M'],
  ['', ''],
])('reads "%s"', (typed, tidy) => {
  expect(tidyReference(typed)).toBe(tidy)
})
