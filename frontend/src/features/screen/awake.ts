/** Keeps the set from going dark, where its browser can. */
interface WakeLocks {
  request(kind: 'screen'): Promise<unknown>
}

export function stayAwake(): void {
  const { wakeLock } = navigator as unknown as { wakeLock?: WakeLocks }
  if (!wakeLock) return
  const ask = () => {
    // The browser lets go whenever the page is hidden; a refusal only means a darker screen.
    if (document.visibilityState === 'visible') wakeLock.request('screen').then(undefined, () => undefined)
  }
  document.addEventListener('visibilitychange', ask)
  ask()
}
