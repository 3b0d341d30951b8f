import { useEffect, useRef, useState } from 'react'

const TICKS = ['queue', 'refresh'] as const

/** Listens to the server's ticks at an address; tells whether the line is open. Browsers mend a broken line alone. */
export function useLive(address: string | null, onTick: () => unknown): boolean {
  const [live, setLive] = useState(false)
  const latest = useRef(onTick)
  latest.current = onTick
  useEffect(() => {
    if (!address || !('EventSource' in globalThis)) return
    const line = new EventSource(address)
    const tick = () => latest.current()
    line.onopen = () => setLive(true)
    line.onerror = () => setLive(false)
    for (const name of TICKS) line.addEventListener(name, tick)
    return () => {
      line.close()
      setLive(false)
    }
  }, [address])
  return live
}
