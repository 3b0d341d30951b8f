/** The clinic's colour, darkened only as far as text needs (WCAG 2.2, 1.4.3). */
const ENOUGH = 4.5
const STEP = 0.04

type Rgb = readonly [number, number, number]

export function brandColours(hex: string): { brand: string; soft: string } | null {
  const chosen = parse(hex)
  if (!chosen) return null
  let brand = chosen
  while (contrastWithWhite(brand) < ENOUGH) brand = mix(brand, [0, 0, 0], STEP)
  return { brand: css(brand), soft: css(mix(brand, [255, 255, 255], 0.9)) }
}

export function contrastWithWhite(colour: Rgb): number {
  return 1.05 / (luminance(colour) + 0.05)
}

export function parse(hex: string): Rgb | null {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex)
  if (!digits) return null
  return [1, 2, 3].map((part) => Number.parseInt(digits[part] ?? '0', 16)) as unknown as Rgb
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as unknown as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function mix([r, g, b]: Rgb, [tr, tg, tb]: Rgb, share: number): Rgb {
  const blend = (from: number, to: number) => Math.round(from + (to - from) * share)
  return [blend(r, tr), blend(g, tg), blend(b, tb)]
}

function css(colour: Rgb): string {
  return `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}
