/** What a typed text must look like; the server has the last word. */
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/
const PHONE = /^\+?[0-9() .-]+$/
const LOCAL_DIGITS = 10
const FEWEST_DIGITS = 7
const MOST_DIGITS = 15

export function isEmail(text: string): boolean {
  return EMAIL.test(text.trim())
}

export function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length
  const enough = text.trim().startsWith('+') ? FEWEST_DIGITS : LOCAL_DIGITS
  return PHONE.test(text.trim()) && digits >= enough && digits <= MOST_DIGITS
}
