import { useEffect } from 'react'
import type { Clinic } from '../api/client'

/** The name of the screen and the clinic's, where the browser shows them. */
export function useTitle(title: string, { name }: Pick<Clinic, 'name'>): void {
  useEffect(() => {
    document.title = `${title} · ${name}`
  }, [title, name])
}
