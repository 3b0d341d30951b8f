import { useSyncExternalStore } from 'react'

/** Visits that changed a moment ago. Kept outside React's tree, so that one flash does not redraw the calendar. */
const FLASH_MS = 2500

let flashing: ReadonlySet<number> = new Set()
const listeners = new Set<() => void>()

export function flash(id: number): void {
  set(new Set([...flashing, id]))
  setTimeout(() => set(new Set([...flashing].filter((other) => other !== id))), FLASH_MS)
}

export function useFlash(id: number): boolean {
  return useSyncExternalStore(subscribe, () => flashing.has(id))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function set(next: ReadonlySet<number>) {
  flashing = next
  for (const listener of listeners) listener()
}
