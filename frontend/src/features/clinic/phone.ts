/** Phones come as E.164 ("+18095550134"), or with spaces for the eye. */
const NORTH_AMERICAN = /^\+1(\d{3})(\d{3})(\d{4})$/

export function readablePhone(phone: string): string {
  const plain = phone.replace(/[\s().-]/g, '')
  return NORTH_AMERICAN.test(plain) ? plain.replace(NORTH_AMERICAN, '$1-$2-$3') : phone
}

export function callLink(phone: string): string {
  return `tel:${phone.replace(/[^+\d]/g, '')}`
}

export function whatsAppLink(phone: string | null, text = ''): string {
  const number = phone?.replace(/\D/g, '') ?? ''
  return `https://wa.me/${number}${text && `?text=${encodeURIComponent(text)}`}`
}
