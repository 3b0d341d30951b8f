/** Date and time writers of one clinic in one language, each made once. */
export function dateWriters(timeZone: string, locale: string) {
  const made = new Map<string, Intl.DateTimeFormat>()
  const writer = (options: Intl.DateTimeFormatOptions) => {
    const name = JSON.stringify(options)
    const found = made.get(name) ?? new Intl.DateTimeFormat(locale, { timeZone, ...options })
    made.set(name, found)
    return found
  }
  const named = (options: Intl.DateTimeFormatOptions) => (date: Date) => writer(options).format(date)
  const ranged = (options: Intl.DateTimeFormatOptions) => (span: { start: Date; end: Date }) =>
    writer(options).formatRange(span.start, span.end)
  return { named, ranged, time: named({ hour: 'numeric', minute: '2-digit', hour12: true }) }
}
