/** Ways to reach somebody by the phone that the clinic knows. */
export function callAddress(phone: string): string {
  return `tel:${phone.replace(/[^+\d]/g, '')}`
}

export function whatsAppAddress(phone: string, text?: string): string {
  const address = `https://wa.me/${phone.replace(/\D/g, '')}`
  return text ? `${address}?text=${encodeURIComponent(text)}` : address
}

export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name
}
