import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { type Day, isDay } from '../agenda/clinicDates'

/** Where the desk is, kept in the URL. */
export interface BoardPlace {
  day: Day
  list: boolean
  /** Whose columns; null before anybody chose. */
  who: readonly number[] | null
  appointment: number | null
}

const LIST = 'lista'

export function readBoard(params: URLSearchParams, today: Day): BoardPlace {
  const day = params.get('fecha')
  const who = params.get('medicos')
  const appointment = params.get('cita')
  return {
    day: isDay(day) ? day : today,
    list: params.get('vista') === LIST,
    who: who === null ? null : who.split(',').filter(isId).map(Number),
    appointment: isId(appointment) ? Number(appointment) : null,
  }
}

function isId(text: string | null): text is string {
  return text !== null && /^[1-9]\d{0,14}$/.test(text)
}

/** The URL's search after a change; null takes a part away. */
export function writeBoard(params: URLSearchParams, change: Partial<BoardPlace>): URLSearchParams {
  const next = new URLSearchParams(params)
  const set = (name: string, value: string | null) => (value ? next.set(name, value) : next.delete(name))
  if (change.day !== undefined) set('fecha', change.day)
  if (change.list !== undefined) set('vista', change.list ? LIST : null)
  if (change.who !== undefined) set('medicos', change.who?.join(',') ?? null)
  if (change.appointment !== undefined)
    set('cita', change.appointment === null ? null : String(change.appointment))
  return next
}

export function useBoardPlace(today: Day) {
  const [params, setParams] = useSearchParams()
  const place = useMemo(() => readBoard(params, today), [params, today])
  const go = useCallback(
    (change: Partial<BoardPlace>) => setParams((current) => writeBoard(current, change)),
    [setParams],
  )
  return { place, go }
}

export const MOST_COLUMNS = 6

/** The practitioners whose columns are shown: the chosen ones, else those who attend that day, at most six. */
export function shownColumns<Who extends { id: number }>(
  all: readonly Who[],
  chosen: readonly number[] | null,
  attending: ReadonlySet<number>,
): readonly Who[] {
  const wanted = chosen
    ? all.filter(({ id }) => chosen.includes(id))
    : all.filter(({ id }) => attending.has(id))
  return (wanted.length > 0 ? wanted : all).slice(0, MOST_COLUMNS)
}

/** The columns after one was switched; a seventh takes the place of the first. */
export function switched(shown: readonly number[], id: number): number[] {
  const others = shown.filter((other) => other !== id)
  return others.length < shown.length ? others : [...others.slice(1 - MOST_COLUMNS), id]
}
