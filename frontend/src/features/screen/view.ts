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
  /** The practitioners' cards, row by row. */
  rows: Card[][]
}

/** For so long a call stands across the whole screen. */
export const CALL_SECONDS = 40
/** A call that the screen hears of later than this, after a power cut for example, stays silent. */
const NEWS_SECONDS = 60
const MOST_CALLS = 3
const MOST_NEXT = 4
const FEW_NEXT = 2
const SECOND = 1000

export function viewOf(screen: Screen, now: number): View {
  const { practitioners } = screen
  const calls = callsOf(screen).filter((call) => now - call.at < CALL_SECONDS * SECOND)
  const shown = calls.length > 0 || practitioners.length > 3 ? FEW_NEXT : MOST_NEXT
  const cards = practitioners.map((practitioner) => cardOf(practitioner, shown))
  return { calls: calls.slice(0, MOST_CALLS), rows: inRows(cards) }
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

function cardOf(practitioner: ScreenPractitioner, most: number): Card {
  const { room, late, called, serving, waiting } = practitioner
  const shown = called.length > 1 ? FEW_NEXT : most
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

/** Few enough in a row that each can be read across a room. */
function inRows(cards: Card[]): Card[][] {
  const columns = cards.length === 4 ? 2 : 3
  const rows: Card[][] = []
  for (let first = 0; first < cards.length; first += columns) rows.push(cards.slice(first, first + columns))
  return rows
}
