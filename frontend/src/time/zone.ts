/**
 * Time-zone arithmetic on plain `Date` instants.
 *
 * Wall time is kept as "UTC-shaped" milliseconds: the number that `Date.UTC` would give for the digits on the
 * clinic's clock. Nothing here reads the device's own zone.
 */

/** Every zone transition falls on a quarter hour. */
const QUARTER_HOUR = 900_000
/** No zone changes twice within a day, so a day either side shows the offsets that a wall time can have. */
const DAY = 86_400_000
const CACHED_OFFSETS = 20_000

export interface Zone {
  readonly id: string
  /** Milliseconds to add to the instant to obtain wall time. */
  offset(instant: number): number
  wall(instant: Date | number): number
  /** The instant of a wall time. A repeated hour gives its first instant, a skipped one moves forward. */
  instant(wall: number): Date
}

const zones = new Map<string, Zone>()

export function zone(id: string): Zone {
  const known = zones.get(id)
  if (known) return known
  const made = makeZone(id)
  zones.set(id, made)
  return made
}

function makeZone(id: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: id,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const quarters = remembered((bucket) => {
    const start = bucket * QUARTER_HOUR
    return wallOf(format.formatToParts(start)) - start
  })
  // Reading an offset costs more than drawing a visit: a day that begins and ends alike has been read whole.
  const days = remembered((day) => {
    const [first, next] = [quarters((day * DAY) / QUARTER_HOUR), quarters(((day + 1) * DAY) / QUARTER_HOUR)]
    return first === next ? first : null
  })
  const offset = (instant: number) =>
    days(Math.floor(instant / DAY)) ?? quarters(Math.floor(instant / QUARTER_HOUR))

  function instant(wall: number): Date {
    const candidates = [wall - offset(wall - DAY), wall - offset(wall + DAY)]
    const exact = candidates.filter((candidate) => candidate + offset(candidate) === wall)
    return new Date(exact.length ? Math.min(...exact) : Math.max(...candidates))
  }

  return { id, offset, wall: (at) => +at + offset(+at), instant }
}

function remembered<Found>(read: (key: number) => Found): (key: number) => Found {
  const seen = new Map<number, Found>()
  return (key) => {
    const known = seen.get(key)
    if (known !== undefined) return known
    const found = read(key)
    if (seen.size >= CACHED_OFFSETS) seen.clear()
    seen.set(key, found)
    return found
  }
}

function wallOf(parts: Intl.DateTimeFormatPart[]): number {
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value)
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'))
}
