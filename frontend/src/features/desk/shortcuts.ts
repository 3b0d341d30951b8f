import { useEffect, useRef, useSyncExternalStore } from 'react'

const STORED = 'desk-shortcuts'
const TYPING = 'input, textarea, select, [contenteditable="true"]'

let on = stored()
const listeners = new Set<() => void>()

/** Single keys can be switched off, for those who speak to their computer (WCAG 2.2, 2.1.4). */
export function useShortcutSwitch(): [boolean, (on: boolean) => void] {
  const value = useSyncExternalStore(subscribe, () => on)
  return [value, set]
}

/** Single keys that work wherever nothing is being typed and no dialog is open. */
export function useShortcuts(keys: Readonly<Record<string, () => void>>): void {
  const [enabled] = useShortcutSwitch()
  const current = useRef(keys)
  current.current = keys
  useEffect(() => {
    if (!enabled) return
    const onKeyDown = (pressed: KeyboardEvent) => {
      const run = current.current[pressed.key.toLowerCase()]
      if (!run || isElsewhere(pressed)) return
      pressed.preventDefault()
      run()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [enabled])
}

function isElsewhere({ target, ctrlKey, altKey, metaKey, defaultPrevented }: KeyboardEvent): boolean {
  const typing = target instanceof Element && target.closest(TYPING) !== null
  return (
    ctrlKey ||
    altKey ||
    metaKey ||
    defaultPrevented ||
    typing ||
    document.querySelector('[role="dialog"]') !== null
  )
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function set(value: boolean) {
  on = value
  try {
    localStorage.setItem(STORED, value ? 'on' : 'off')
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
  for (const listener of listeners) listener()
}

function stored(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off'
  } catch {
    return true
  }
}
