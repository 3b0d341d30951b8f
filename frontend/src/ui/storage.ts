/** JSON in the browser's storage; a browser that refuses storage simply forgets. */
type Kind = 'localStorage' | 'sessionStorage'

export function load(kind: Kind, key: string): unknown {
  try {
    return JSON.parse(globalThis[kind].getItem(key) ?? 'null')
  } catch {
    return null
  }
}

export function save(kind: Kind, key: string, value: unknown): void {
  try {
    if (value === null) globalThis[kind].removeItem(key)
    else globalThis[kind].setItem(key, JSON.stringify(value))
  } catch {
    // Nothing to do: what was typed is still on the screen.
  }
}
