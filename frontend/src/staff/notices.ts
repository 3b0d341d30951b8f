/** Short messages at the foot of the screen, some with one way back. They leave after eight seconds. */
export interface Notice {
  readonly id: number
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

export const NOTICE_SECONDS = 8

let notices: readonly Notice[] = []
let lastId = 0
const listeners = new Set<() => void>()

export function currentNotices(): readonly Notice[] {
  return notices
}

export function onNotices(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function notify(text: string, action?: Notice['action']): number {
  lastId += 1
  set([...notices.slice(-2), { id: lastId, text, ...(action ? { action } : {}) }])
  return lastId
}

export function dismiss(id: number): void {
  set(notices.filter((notice) => notice.id !== id))
}

function set(next: readonly Notice[]) {
  notices = next
  for (const listener of listeners) listener()
}
