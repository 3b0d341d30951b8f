/** Words that belong to the surname after them: "De la Cruz" is one surname. */
const PARTICLES = new Set(['de', 'del', 'la', 'las', 'los', 'san', 'santa', 'van', 'von', 'y', 'da', 'dos'])

/**
 * Two Spanish surnames written in one box. The second takes whatever follows the first.
 *
 * "De la Cruz Peña" gives "De la Cruz" and "Peña".
 */
export function splitSurnames(text: string): { surname: string; second_surname: string | null } {
  const words = text.trim().split(/\s+/)
  const end = words.findIndex((word) => !PARTICLES.has(word.toLowerCase())) + 1 || words.length
  const second = words.slice(end).join(' ')
  return { surname: words.slice(0, end).join(' '), second_surname: second || null }
}
