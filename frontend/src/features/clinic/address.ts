interface Address {
  name: string
  street: string | null
  city?: string | null
}

/** One line; a city that the name says already is not said twice. */
export function addressOf(place: Address | undefined): string {
  if (!place) return ''
  const city = place.city && place.name.includes(place.city) ? null : place.city
  return [place.name, ...(place.street?.split('\n') ?? []), city].filter(Boolean).join(', ')
}
