import { addCatalogs } from './i18n'

const catalogs = { es: () => import('./visits/es'), en: () => import('./visits/en') }

/** Account, appointments and links: what a first visit does not need yet. */
export const addVisitSentences = () => addCatalogs(catalogs)
