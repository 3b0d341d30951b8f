import { addDays, addMonths, type Day, firstOfMonth, isDay } from '../agenda/clinicDates'

export const PRESETS = ['30', '90', 'mes', 'anterior', 'dias'] as const
export type Preset = (typeof PRESETS)[number]

export interface Period {
  preset: Preset
  from: Day
  to: Day
}

const MAX_DAYS = 366

/** The days that count, from the address; what makes no sense there is the last 30 days. */
export function periodOf(params: URLSearchParams, today: Day): Period {
  const preset = PRESETS.find((name) => name === params.get('periodo')) ?? '30'
  if (preset === 'dias') return chosen(params.get('desde'), params.get('hasta'), today)
  return { preset, ...SPANS[preset](today) }
}

const SPANS: Record<Exclude<Preset, 'dias'>, (today: Day) => { from: Day; to: Day }> = {
  '30': (today) => ({ from: addDays(today, -29), to: today }),
  '90': (today) => ({ from: addDays(today, -89), to: today }),
  mes: (today) => ({ from: firstOfMonth(today), to: today }),
  anterior: (today) => {
    const first = firstOfMonth(today)
    return { from: addMonths(first, -1), to: addDays(first, -1) }
  },
}

function chosen(from: string | null, to: string | null, today: Day): Period {
  const last = isDay(to) ? to : today
  const first = isDay(from) ? from : addDays(last, -29)
  const [low, high] = first <= last ? [first, last] : [last, first]
  const earliest = addDays(high, 1 - MAX_DAYS)
  return { preset: 'dias', from: laterOf(low, earliest), to: high }
}

const laterOf = (one: Day, other: Day): Day => (one.localeCompare(other) > 0 ? one : other)

export function paramsOf(period: Partial<Period> & { preset: Preset }): Record<string, string> {
  const { preset, from, to } = period
  if (preset !== 'dias') return { periodo: preset }
  return { periodo: preset, ...(from && { desde: from }), ...(to && { hasta: to }) }
}
