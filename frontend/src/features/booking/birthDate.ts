const FIRST_YEAR = 1900

/** "5", "3", "1984" gives 1984-03-05; what is not a date gives an empty text. */
export function birthDate({ day, month, year }: { day: string; month: string; year: string }): string {
  const parts = [year, month, day].map((part) => part.trim())
  if (!parts.every((part) => /^\d+$/.test(part)) || parts[0]?.length !== 4) return ''
  const key = parts.map((part) => part.padStart(2, '0')).join('-')
  const time = Date.parse(`${key}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(key) ? key : ''
}

export function isBirthDate(key: string, today: string): boolean {
  return key !== '' && key <= today && key >= String(FIRST_YEAR)
}
