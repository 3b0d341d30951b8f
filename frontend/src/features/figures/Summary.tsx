import { useLingui } from '@lingui/react'
import type { Figures } from '../../api/client'
import { useNumbers } from './numbers'

/** The few numbers that an administrator looks at first. */
export function Summary({ figures }: { figures: Figures }) {
  const { i18n } = useLingui()
  const numbers = useNumbers()
  const { waiting, no_shows, occupation, overbooked, reminders } = figures
  const reminded = reminders.reduce((sum, { visits }) => sum + visits, 0)
  const silent = reminders.find(({ answer }) => answer === 'silent')?.visits ?? 0
  const tiles = [
    {
      name: i18n._('figures.waiting'),
      value: numbers.minutes(waiting.median),
      more: waiting.visits > 0 && i18n._('figures.waiting.most', { minutes: numbers.minutes(waiting.p90) }),
    },
    {
      name: i18n._('figures.no_shows'),
      value: numbers.share(no_shows.share),
      more: i18n._('figures.part', { part: no_shows.missed, whole: no_shows.visits }),
    },
    {
      name: i18n._('figures.occupation'),
      value: numbers.share(occupation.share),
      more: i18n._('figures.part_hours', {
        part: numbers.count(occupation.used_hours),
        whole: numbers.count(occupation.open_hours),
      }),
    },
    {
      name: i18n._('figures.overbooked'),
      value: numbers.count(overbooked.overbooked),
      more: i18n._('figures.of_visits', { whole: overbooked.visits }),
    },
    {
      name: i18n._('figures.reminders'),
      value: numbers.share(reminded > 0 ? (reminded - silent) / reminded : null),
      more: i18n._('figures.part', { part: reminded - silent, whole: reminded }),
    },
  ]
  return (
    <dl className="fig-tiles">
      {tiles.map(({ name, value, more }) => (
        <div key={name} className="fig-tile">
          <dt>{name}</dt>
          <dd className="fig-tile-value">{value}</dd>
          {more && <dd className="fig-tile-more">{more}</dd>}
        </div>
      ))}
    </dl>
  )
}
