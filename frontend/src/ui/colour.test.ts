import { describe, expect, it } from 'vitest'
import { brandColours, contrastWithWhite, parse } from './colour'

describe('brandColours', () => {
  it('leaves a dark colour as the clinic chose it', () => {
    expect(brandColours('#0f6b66')?.brand).toBe('#0f6b66')
  })

  it.each(['#ffffff', '#ffd400', '#7fd1ff', '#ff8aa0'])(
    'darkens %s until white text can be read on it',
    (hex) => {
      const brand = parse(brandColours(hex)?.brand ?? '')
      expect(brand && contrastWithWhite(brand)).toBeGreaterThanOrEqual(4.5)
    },
  )

  it('refuses what is not a colour', () => {
    expect(brandColours('teal; background: url(x)')).toBeNull()
  })
})
