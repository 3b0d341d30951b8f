const PREFIX = /^([A-Z]{2,4})-?([A-Z0-9]{4,})$/

/** "lv 4k7q2m" and "LV4K7Q2M" are the same reference as "LV-4K7Q2M". */
export function tidyReference(text: string): string {
  const plain = text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  const parts = PREFIX.exec(text.toUpperCase().replace(/[^A-Z0-9-]/g, ''))
  if (parts?.[0].includes('-')) return `${parts[1]}-${parts[2]}`
  return plain.length > 6 ? `${plain.slice(0, -6)}-${plain.slice(-6)}` : plain
}
