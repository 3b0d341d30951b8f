import { useLingui } from '@lingui/react'
import type { Figures } from '../../api/client'
import { BarTable } from './BarTable'
import { DayLines } from './DayLines'
import { FigureCard } from './FigureCard'
import { type Numbers, useNumbers } from './numbers'
import type { Asked } from './queries'
import { answerWord, leadWord, originWord } from './words'

interface CardsProps {
  figures: Figures
  asked: Asked
}

export function Cards(props: CardsProps) {
  const numbers = useNumbers()
  const parts = { ...props, numbers }
  return (
    <div className="fig-grid">
      <WaitingByDay {...parts} />
      <WaitingByPractitioner {...parts} />
      <NoShows {...parts} />
      <OccupationByPractitioner {...parts} />
      <OccupationByWeekday {...parts} />
      <ThirdNext {...parts} />
      <Overbooked {...parts} />
      <Channels {...parts} />
      <Reminders {...parts} />
    </div>
  )
}

interface CardProps extends CardsProps {
  numbers: Numbers
}

/** A day or two must not look like the longest wait there is. */
const WEEK = 7

const nameOf = (row: { practitioner_name: string | null }) => row.practitioner_name ?? ''

function WaitingByDay({ figures, asked }: CardProps) {
  const { i18n } = useLingui()
  const title = i18n._('figures.waiting_by_day')
  const days = figures.waiting.by_day
  return (
    <FigureCard
      title={title}
      lead={i18n._('figures.waiting.lead')}
      figure="waiting_by_day"
      asked={asked}
      empty={days.length === 0}
      wide
    >
      <DayLines label={title} days={days} from={asked.from} to={asked.to} />
    </FigureCard>
  )
}

function WaitingByPractitioner({ figures, asked, numbers }: CardProps) {
  const { i18n } = useLingui()
  const title = i18n._('figures.waiting_by_practitioner')
  const rows = figures.waiting.by_practitioner
  return (
    <FigureCard
      title={title}
      lead={i18n._('figures.waiting.bars')}
      figure="waiting_by_practitioner"
      asked={asked}
      empty={rows.length === 0}
    >
      <BarTable
        caption={title}
        heads={[i18n._('figures.practitioner'), i18n._('figures.median'), i18n._('figures.p90')]}
        bars={rows.map((row) => ({
          key: row.practitioner,
          label: nameOf(row),
          value: row.median,
          mark: row.p90,
          cells: [numbers.minutes(row.median), numbers.minutes(row.p90)],
        }))}
      />
    </FigureCard>
  )
}

function NoShows({ figures, asked, numbers }: CardProps) {
  const { i18n } = useLingui()
  const { by_practitioner, by_weekday, by_lead } = figures.no_shows
  const all = [...by_practitioner, ...by_weekday, ...by_lead]
  const whole = Math.max(...all.map(({ share }) => share ?? 0), 0)
  const bar = (row: { visits: number; missed: number; share: number | null }) => ({
    value: row.share,
    cells: [numbers.share(row.share), i18n._('figures.part', { part: row.missed, whole: row.visits })],
  })
  const heads = (label: string) => [label, i18n._('figures.share'), i18n._('figures.missed')]
  const tables = [
    {
      figure: 'no_shows_by_practitioner' as const,
      title: i18n._('figures.no_shows_by_practitioner'),
      head: i18n._('figures.practitioner'),
      bars: by_practitioner.map((row) => ({ key: row.practitioner, label: nameOf(row), ...bar(row) })),
    },
    {
      figure: 'no_shows_by_weekday' as const,
      title: i18n._('figures.no_shows_by_weekday'),
      head: i18n._('figures.weekday'),
      bars: by_weekday.map((row) => ({
        key: row.weekday,
        label: numbers.weekday(row.weekday),
        ...bar(row),
      })),
    },
    {
      figure: 'no_shows_by_lead' as const,
      title: i18n._('figures.no_shows_by_lead'),
      head: i18n._('figures.lead_time'),
      bars: by_lead.map((row) => ({ key: row.lead, label: leadWord(row.lead), ...bar(row) })),
    },
  ]
  return tables.map(({ figure, title, head, bars }) => (
    <FigureCard key={figure} title={title} figure={figure} asked={asked} empty={bars.length === 0}>
      <BarTable caption={title} heads={heads(head)} bars={bars} whole={whole} />
    </FigureCard>
  ))
}

function OccupationByPractitioner({ figures, asked, numbers }: CardProps) {
  const { i18n } = useLingui()
  const rows = figures.occupation.by_practitioner
  const bars = rows.map((row) => ({ key: row.practitioner, label: nameOf(row), row }))
  return (
    <OccupationCard
      title={i18n._('figures.occupation_by_practitioner')}
      head={i18n._('figures.practitioner')}
      figure="occupation_by_practitioner"
      asked={asked}
      numbers={numbers}
      bars={bars}
    />
  )
}

function OccupationByWeekday({ figures, asked, numbers }: CardProps) {
  const { i18n } = useLingui()
  const rows = figures.occupation.by_weekday
  const bars = rows.map((row) => ({ key: row.weekday, label: numbers.weekday(row.weekday), row }))
  return (
    <OccupationCard
      title={i18n._('figures.occupation_by_weekday')}
      head={i18n._('figures.weekday')}
      figure="occupation_by_weekday"
      asked={asked}
      numbers={numbers}
      bars={bars}
    />
  )
}

interface OccupationCardProps {
  title: string
  head: string
  figure: 'occupation_by_practitioner' | 'occupation_by_weekday'
  asked: Asked
  numbers: Numbers
  bars: {
    key: number
    label: string
    row: { share: number | null; used_hours: number; open_hours: number }
  }[]
}

function OccupationCard({ title, head, figure, asked, numbers, bars }: OccupationCardProps) {
  const { i18n } = useLingui()
  return (
    <FigureCard
      title={title}
      lead={i18n._('figures.occupation.lead')}
      figure={figure}
      asked={asked}
      empty={bars.length === 0}
    >
      <BarTable
        caption={title}
        heads={[head, i18n._('figures.share'), i18n._('figures.hours')]}
        whole={1}
        bars={bars.map(({ key, label, row }) => ({
          key,
          label,
          value: row.share,
          cells: [
            numbers.share(row.share),
            i18n._('figures.part_hours', {
              part: numbers.count(row.used_hours),
              whole: numbers.count(row.open_hours),
            }),
          ],
        }))}
      />
    </FigureCard>
  )
}

function ThirdNext({ figures, asked, numbers }: CardProps) {
  const { i18n } = useLingui()
  const title = i18n._('figures.third_next')
  const rows = figures.third_next
  return (
    <FigureCard
      title={title}
      lead={i18n._('figures.third_next.lead')}
      figure="third_next"
      asked={asked}
      empty={rows.length === 0}
    >
      <BarTable
        caption={title}
        heads={[i18n._('figures.practitioner'), i18n._('figures.days'), i18n._('figures.day')]}
        whole={Math.max(WEEK, ...rows.map(({ days }) => days ?? 0))}
        bars={rows.map(({ practitioner, practitioner_name, service, service_name, days, date }) => ({
          key: `${practitioner}-${service}`,
          label: `${practitioner_name}, ${service_name}`,
          value: days,
          cells: [
            days === null ? i18n._('figures.none_soon') : numbers.count(days),
            date ? numbers.day(date) : '',
          ],
        }))}
      />
    </FigureCard>
  )
}

function Overbooked({ figures, asked, numbers }: CardProps) {
  const { i18n } = useLingui()
  const title = i18n._('figures.overbooked_by_practitioner')
  const rows = figures.overbooked.by_practitioner
  return (
    <FigureCard
      title={title}
      figure="overbooked_by_practitioner"
      asked={asked}
      empty={figures.overbooked.overbooked === 0}
    >
      <BarTable
        caption={title}
        heads={[i18n._('figures.practitioner'), i18n._('figures.overbooked'), i18n._('figures.share')]}
        bars={rows.map((row) => ({
          key: row.practitioner,
          label: nameOf(row),
          value: row.overbooked,
          cells: [numbers.count(row.overbooked), numbers.share(row.share)],
        }))}
      />
    </FigureCard>
  )
}

function Channels({ figures, asked, numbers }: CardProps) {
  const { i18n } = useLingui()
  const title = i18n._('figures.by_channel')
  const bars = figures.by_channel.map(({ origin, visits, share }) => ({
    key: origin,
    label: originWord(origin),
    value: share,
    cells: [numbers.share(share), numbers.count(visits)],
  }))
  return (
    <FigureCard
      title={title}
      lead={i18n._('figures.by_channel.lead')}
      figure="by_channel"
      asked={asked}
      empty={bars.length === 0}
    >
      <BarTable
        caption={title}
        heads={[i18n._('figures.channel'), i18n._('figures.share'), i18n._('figures.visits')]}
        bars={bars}
        whole={1}
      />
    </FigureCard>
  )
}

function Reminders({ figures, asked, numbers }: CardProps) {
  const { i18n } = useLingui()
  const title = i18n._('figures.reminders')
  const bars = figures.reminders.map(({ answer, visits, share }) => ({
    key: answer,
    label: answerWord(answer),
    value: share,
    cells: [numbers.share(share), numbers.count(visits)],
  }))
  return (
    <FigureCard
      title={title}
      lead={i18n._('figures.reminders.lead')}
      figure="reminders"
      asked={asked}
      empty={bars.length === 0}
    >
      <BarTable
        caption={title}
        heads={[i18n._('figures.answer'), i18n._('figures.share'), i18n._('figures.visits')]}
        bars={bars}
        whole={1}
      />
    </FigureCard>
  )
}
