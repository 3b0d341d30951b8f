import { i18n, type Messages } from '@lingui/core'

export type Language = 'es' | 'en'
export const LANGUAGES: readonly Language[] = ['es', 'en']
const STORED = 'language'

type Loader = () => Promise<{ messages: Messages }>
export type Catalogs = Record<Language, Loader>

let catalogs: Catalogs | undefined

/** Each entry hands in its own catalogs, then waits for this before the first render: no flash of another language. */
export async function startLanguage(own: Catalogs): Promise<void> {
  catalogs = own
  await activate(preferredLanguage())
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
  if (!catalogs) throw new Error('startLanguage has not run')
  const { messages } = await catalogs[language]()
  i18n.loadAndActivate({ locale: language, messages })
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

function remember(language: Language): void {
  try {
    localStorage.setItem(STORED, language)
  } catch {
    // A browser that refuses storage still shows the language until it is closed.
  }
}
