import { i18n, type Messages } from '@lingui/core'

export type Language = 'es' | 'en'
export const LANGUAGES: readonly Language[] = ['es', 'en']
const STORED = 'language'

type Loader = () => Promise<{ messages: Messages }>
export type Catalogs = Record<Language, Loader>

const known: Catalogs[] = []

/** Each entry hands in its own catalogs, then waits for this before the first render: no flash of another language. */
export async function startLanguage(own: Catalogs): Promise<void> {
  known.push(own)
  await activate(preferredLanguage())
}

/** The sentences of screens that come later, fetched together with them. */
export async function addCatalogs(more: Catalogs): Promise<void> {
  if (known.includes(more)) return
  known.push(more)
  const language = currentLanguage()
  const { messages } = await more[language]()
  i18n.load(language, messages)
}

export async function switchLanguage(language: Language): Promise<void> {
  remember(language)
  await activate(language)
}

export function currentLanguage(): Language {
  return i18n.locale === 'en' ? 'en' : 'es'
}

/** The locale that Intl formats with: Dominican Spanish, or English as the clinic's visitors write it. */
export function formatLocale(language: Language = currentLanguage()): string {
  return language === 'en' ? 'en-US' : 'es-DO'
}

async function activate(language: Language): Promise<void> {
  if (known.length === 0) throw new Error('startLanguage has not run')
  const loaded = await Promise.all(known.map((catalogs) => catalogs[language]()))
  for (const { messages } of loaded) i18n.load(language, messages)
  i18n.activate(language)
  document.documentElement.lang = language
}

function preferredLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? stored()
  return asked === 'en' ? 'en' : 'es'
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED)
  } catch {
    return null
  }
}

/** The cookie tells the server in which language the next page leaves. */
function remember(language: Language): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in older browsers.
  document.cookie = `${STORED}=${language}; path=/; max-age=31536000; samesite=lax`
  try {
    localStorage.setItem(STORED, language)
  } catch {
    // A browser that refuses storage still shows the language until it is closed.
  }
}
