/**
 * What the first screen reads is asked for by a script of its own, long before the scripts that draw it have arrived:
 * on a slow phone each question that waits for the one before costs half a second. Every answer is used once, by the
 * first request for the same address; one that failed, or that nobody wanted for a while, is asked for again.
 *
 * Nothing is imported here: this must arrive first. The two scripts meet at the window (`early.ts` asks, the app takes).
 */
const SIGNED_IN = 'signed-in'
const LANGUAGE = 'language'
const LAST_AGENDA = 'last-agenda'
const FRESH_MS = 20_000
const DAY_MS = 86_400_000

const REFRESH = '/api/auth/refresh'
const VIEW_DAYS: Record<string, number> = { lista: 1, dia: 1, semana: 7 }

/** Whose agenda was open last, and where: numbers and a zone, nothing about a patient. */
interface LastAgenda {
  practitioner: number
  timeZone: string
  /** Who looked at it: another person's is not asked for. */
  name: string
}

interface Token {
  access_token: string
  role: string
  name: string | null
}

interface Ahead {
  answers: Map<string, Promise<Response>>
  askedAt: number
}

declare global {
  var askedAhead: Ahead | undefined
}

/** Asks for the session, the clinic, the reader and the day on screen. */
export function askAhead(): void {
  globalThis.askedAhead = { answers: new Map(), askedAt: performance.now() }
  ask('/api/clinic', {})
  if (stored(SIGNED_IN) !== '1') return
  ask(REFRESH, { 'X-Requested-With': 'fetch' }, 'POST')
    .then((answer) => (answer.ok ? (answer.clone().json() as Promise<Token>) : null))
    .then((token) => token && askAs(token))
    .catch(() => undefined)
  fetchScripts()
}

function askAs({ access_token: token, role, name }: Token) {
  const signed = { Authorization: `Bearer ${token}` }
  const own = role === 'practitioner'
  ask('/api/me', signed)
  if (!own && /^\/clinica(\/agenda|\/tablero)?$/.test(location.pathname)) ask('/api/practitioners', signed)
  const agenda = location.pathname === '/clinica/agenda' || (own && location.pathname === '/clinica')
  const address = agenda && agendaAddress(name)
  if (address) ask(address, signed)
}

function ask(address: string, headers: Record<string, string>, method = 'GET'): Promise<Response> {
  const answer = fetch(address, {
    method,
    headers: { ...headers, 'Accept-Language': language() },
    credentials: 'same-origin',
  })
  // Whoever takes the answer hears of a failure; until then it is nobody's.
  answer.catch(() => undefined)
  globalThis.askedAhead?.answers.set(new URL(address, location.origin).href, answer)
  return answer
}

/** The answer to a reading that was asked for ahead, or nothing. */
export async function answeredAhead({ url, method }: Request): Promise<Response | null> {
  if (method !== 'GET') return null
  const answer = await taken(url)?.catch(() => null)
  return answer?.ok ? answer : null
}

/** The renewal of the session that is under way. */
export function renewalAhead(): Promise<Response> | undefined {
  return taken(new URL(REFRESH, location.origin).href)
}

function taken(url: string): Promise<Response> | undefined {
  const ahead = globalThis.askedAhead
  const answer = ahead?.answers.get(url)
  ahead?.answers.delete(url)
  return ahead && performance.now() - ahead.askedAt < FRESH_MS ? answer : undefined
}

export function rememberAgenda(last: LastAgenda): void {
  try {
    localStorage.setItem(LAST_AGENDA, JSON.stringify(last))
  } catch {
    // Without storage the agenda is asked for when its turn comes.
  }
}

/** Somebody signs out: what is under way is not theirs any more. */
export function forgetAhead(): void {
  globalThis.askedAhead?.answers.clear()
  try {
    localStorage.removeItem(LAST_AGENDA)
  } catch {
    // Then there is nothing to forget.
  }
}

function agendaAddress(name: string | null): string | null {
  const last = lastAgenda()
  if (!last || last.name !== name) return null
  const asked = new URLSearchParams(location.search)
  const days =
    VIEW_DAYS[asked.get('vista') ?? (matchMedia('(max-width: 599px)').matches ? 'lista' : 'semana')]
  if (!days) return null
  const { from, to } = shown(asked.get('fecha') ?? today(last.timeZone), days)
  const practitioner = asked.get('medico') ?? String(last.practitioner)
  return `/api/agenda?${new URLSearchParams({ practitioner, from, to })}`
}

function shown(day: string, days: number) {
  const at = Date.parse(`${day}T00:00:00Z`)
  const monday = days > 1 ? at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS : at
  const text = (time: number) => new Date(time).toISOString().slice(0, 10)
  return { from: text(monday), to: text(monday + (days - 1) * DAY_MS) }
}

const today = (timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(),
  )

function lastAgenda(): LastAgenda | null {
  try {
    return JSON.parse(stored(LAST_AGENDA) ?? 'null') as LastAgenda | null
  } catch {
    return null
  }
}

function language(): 'es' | 'en' {
  const asked = new URLSearchParams(location.search).get('lang') ?? stored(LANGUAGE)
  return asked === 'en' ? 'en' : 'es'
}

/** The sentences, and where there is room for a calendar its scripts: the page names their files (vite.config.ts). */
function fetchScripts() {
  const files = document.querySelector<HTMLElement>('script[data-es]')?.dataset
  if (!files) return
  const calendar =
    matchMedia('(min-width: 600px)').matches && /^\/clinica(\/agenda|\/tablero)?\/?$/.test(location.pathname)
  const wanted = [files[language()], calendar && files.calendar].filter(Boolean).join(' ')
  for (const file of wanted.split(' ')) if (file) document.head.append(preload(file))
}

function preload(file: string): HTMLLinkElement {
  const link = document.createElement('link')
  const sheet = file.endsWith('.css')
  link.rel = sheet ? 'preload' : 'modulepreload'
  if (sheet) link.as = 'style'
  link.href = file
  link.crossOrigin = ''
  return link
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
