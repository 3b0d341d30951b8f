import { useQueryClient } from '@tanstack/react-query'
import { currentLanguage, type Language, switchLanguage } from '../i18n/i18n'

/** Each language names itself. */
const NAMES: Record<Language, string> = { es: 'Español', en: 'English' }

export function LanguageSwitch() {
  const queryClient = useQueryClient()
  const other: Language = currentLanguage() === 'es' ? 'en' : 'es'
  const change = async () => {
    await switchLanguage(other)
    await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'hold' })
  }
  return (
    <button type="button" className="top-link" lang={other} onClick={change}>
      {NAMES[other]}
    </button>
  )
}
