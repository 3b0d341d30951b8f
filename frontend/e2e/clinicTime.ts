import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** What a calendar shows of the clinic's clock. */
export interface Shown {
  heads: string[]
  labels: string[]
  visits: { text: string; column: number; hour: number }[]
}

/** Heads, hour labels, and where each visit stands; fails when one does not stand beside the hour that it tells. */
export async function whatIsShown(page: Page): Promise<Shown> {
  const shown = await page.evaluate(() => {
    const text = (node: Element) => (node.textContent ?? '').replace(/\s+/g, ' ').trim()
    const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
    const labels = all('.rbc-time-gutter .rbc-timeslot-group')
    const [first] = labels
    const top = first?.getBoundingClientRect().top ?? 0
    const height = first?.getBoundingClientRect().height ?? 1
    const columns = all('.rbc-day-slot')
    return {
      heads: all('.day-header').map(text),
      labels: labels.map(text),
      visits: all('[data-visit^="a"]').map((visit) => ({
        text: text(visit),
        column: columns.findIndex((column) => column.contains(visit)),
        hour: Math.round(((visit.getBoundingClientRect().top - top) / height) * 60),
      })),
    }
  })
  const start = hourOf(shown.labels[0] ?? '')
  for (const { text, hour } of shown.visits)
    expect(Math.abs(hourOf(text) - start - hour), text).toBeLessThan(2)
  return shown
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  const noon = Date.parse(`${day}T12:00:00Z`)
  const back = (new Date(noon).getUTCDay() + 6) % 7
  return new Date(noon - back * 86_400_000).toISOString().slice(0, 10)
}

/** Minutes of the day of the first "9:20 a. m." in a text. */
export function hourOf(text: string): number {
  const [, hour = '0', minute = '0', half] = /(\d{1,2})(?::(\d\d))? ([ap])\. m\./.exec(text) ?? []
  return ((Number(hour) % 12) + (half === 'p' ? 12 : 0)) * 60 + Number(minute)
}

/** How far the clinic's clock is from UTC, in minutes. */
function offsetOf(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(instant)
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  const wall = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'))
  return Math.round((wall - instant) / 60_000)
}

/** A wall time of the clinic, after noon or well before a change of clocks, as the API writes it. */
export function clinicTime(day: string, time: string, timeZone: string): string {
  const wall = Date.parse(`${day}T${time}:00Z`)
  const minutes = offsetOf(wall - offsetOf(wall, timeZone) * 60_000, timeZone)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${day}T${time}:00${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`
}
