/** A page that runs for weeks: it starts anew some hours later, or after it broke, but never without a server. */
const OLDEST = 6 * 3600 * 1000
const AFTER_A_FAULT = 30000
const LOOK_EVERY = 60000

export interface Freshness {
  /** Whether now is a good moment: the line is open and nobody is being called. */
  quiet(): boolean
}

export function stayFresh({ quiet }: Freshness, started: number = Date.now()): void {
  setInterval(() => {
    if (Date.now() - started > OLDEST && quiet()) location.reload()
  }, LOOK_EVERY)
  addEventListener('error', () => {
    setTimeout(() => location.reload(), AFTER_A_FAULT)
  })
}

/** Where the browser can, the page itself survives a start without network. */
export function keepPage(): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker
    .register('/pantalla-sw.js', { scope: '/pantalla/' })
    .then(undefined, () => undefined)
}
