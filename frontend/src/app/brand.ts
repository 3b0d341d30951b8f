import { brandColours } from '../ui/colour'

/** The clinic's own colour, from its settings. */
export function paintBrand(colour: string | null | undefined): void {
  const colours = colour ? brandColours(colour) : null
  if (!colours) return
  document.documentElement.style.setProperty('--brand', colours.brand)
  document.documentElement.style.setProperty('--brand-soft', colours.soft)
}
