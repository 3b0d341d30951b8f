import type { Screen, ScreenPractitioner } from './model'

/** What the screen shows of the state that the server told, worked out without touching the page. */
export interface Call {
  /** Tells one call from the next one of the same turn. */
  key: string
  label: string
  room: string | null
  who: string
  at: number
}

export interface Card {
  who: string
  room: string | null
  /** Minutes behind the hours that were told. */
  late: number
  called: string[]
  serving: string[]
  next: string[]
  /** How many more wait than `next` shows. */
  more: number
}

export interface View {
  /** The calls of the last moments, newest first. */
  calls: Call[]
  cards: Card[]
}

/** For so long a call stands across the whole screen. */
export const CALL_SECONDS = 40
/** A call that the screen hears of later than this, after a power cut for example, stays silent. */
const NEWS_SECONDS = 60
const MOST_CALLS = 3
const SECOND = 1000

export function viewOf(screen: Screen, now: number): View {
  return {
    calls: callsOf(screen)
      .filter((call) => now - call.at < CALL_SECONDS * SECOND)
      .slice(0, MOST_CALLS),
    cards: screen.practitioners.map((practitioner) => cardOf(practitioner, screen.practitioners.length)),
  }
}

/** Calls that nobody has heard yet. */
export function newCalls(screen: Screen, heard: { [key: string]: boolean }, now: number): Call[] {
  return callsOf(screen).filter((call) => !heard[call.key] && now - call.at < NEWS_SECONDS * SECOND)
}

/** All calls that stand, newest first. */
export function callsOf(screen: Screen): Call[] {
  const calls: Call[] = []
  for (const practitioner of screen.practitioners) {
    for (const { label, room, called_at } of practitioner.called) {
      const key = `${practitioner.name} ${label} ${called_at}`
      const place = room || practitioner.room
      calls.push({ key, label, room: place, who: fullName(practitioner), at: Date.parse(called_at) })
    }
  }
  return calls.sort((a, b) => b.at - a.at)
}

function cardOf(practitioner: ScreenPractitioner, cards: number): Card {
  const { room, late, called, serving, waiting } = practitioner
  const shown = cards > 3 ? 3 : 5
  return {
    who: fullName(practitioner),
    room,
    late,
    called: called.map(({ label }) => label),
    serving,
    next: waiting.slice(0, shown),
    more: Math.max(0, waiting.length - shown),
  }
}

/** The server writes the title into the name where the clinic has one. */
function fullName({ title, name }: ScreenPractitioner): string {
  return title && name.indexOf(title) !== 0 ? `${title} ${name}` : name
}

/** How many cards stand in a row, so that none is narrower than can be read across a room. */
export function columnsFor(cards: number): number {
  if (cards <= 3) return Math.max(1, cards)
  return cards === 4 ? 2 : 3
}
