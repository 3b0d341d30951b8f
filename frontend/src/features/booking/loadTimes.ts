/** The screen after this one is fetched before it is asked for. */
export async function loadTimes() {
  return { default: (await import('./TimesPage')).TimesPage }
}
