import { describe, expect, it } from 'vitest'
import { placeQuery, readPlace } from './routes'

describe('a place in the address', () => {
  it('comes back as it went in, offset and all', () => {
    const place = {
      service: 3,
      practitioner: 2,
      location: 1,
      start: '2026-11-25T09:30:00-04:00',
      day: '2026-11-25',
    }
    expect(readPlace(`?${placeQuery(place)}`)).toEqual(place)
  })

  it('ignores what makes no sense', () => {
    expect(readPlace('?servicio=abc&medico=-1&hora=ayer&dia=25/11/2026')).toEqual({
      service: undefined,
      practitioner: undefined,
      location: undefined,
      start: undefined,
      day: undefined,
    })
  })
})
