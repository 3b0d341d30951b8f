import { useLingui } from '@lingui/react'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { formatLocale } from '../../i18n/i18n'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import { AgendaBody } from './AgendaBody'
import { agendaWriters, type Day, noon, type Writers } from './clinicDates'
import { DaySheet } from './DaySheet'
import { summarise } from './dayRows'
import { useLiveAgenda } from './live'
import type { Agenda, Appointment } from './model'
import { type AgendaView, type Place, step, visibleDays } from './place'
import { useAgenda } from './queries'
import { Toolbar } from './Toolbar'
import { useChanges } from './useChanges'
import { useQuestions, VisitDialogs } from './VisitDialogs'

interface AgendaDeskProps {
  place: Place
  views: readonly AgendaView[]
  go: (change: Partial<Place>) => void
  who: { id: number; name: string }
  today: Day
  timeZone: string
}

const BlockDialog = lazy(() => import('./BlockDialog').then(({ BlockDialog }) => ({ default: BlockDialog })))

/** One practitioner's agenda with everything that can be done in it. */
export function AgendaDesk({ place, views, go, who, today, timeZone }: AgendaDeskProps) {
  const { id: practitioner } = who
  const [blocking, setBlocking] = useState(false)
  const { i18n } = useLingui()
  const locale = formatLocale(i18n.locale === 'en' ? 'en' : 'es')
  const writers = useMemo(() => agendaWriters(timeZone, locale), [timeZone, locale])
  const query = useAgenda(practitioner, place)
  const agenda = query.data
  const live = useLiveAgenda()
  const questions = useQuestions()
  useChanges(agenda?.appointments, [practitioner, place.view, place.day].join(), writers)
  const open = useCallback(({ id }: Appointment) => go({ appointment: id }), [go])
  const title = titleOf(place, writers, timeZone)
  return (
    <>
      <Toolbar
        view={place.view}
        views={views}
        title={title}
        summary={useSummary(agenda, place)}
        live={live}
        onView={(view) => go({ view })}
        onStep={(direction) => go({ day: step(place, direction) })}
        onToday={() => go({ day: today })}
        onBlock={() => setBlocking(true)}
      />
      {agenda && (
        <AgendaBody {...{ agenda, place, today, writers, title, go }} onOpen={open} onDrop={questions.drop} />
      )}
      {!agenda && query.isError && <LoadProblem error={query.error} onRetry={() => query.refetch()} />}
      {!agenda && query.isPending && <Skeleton blocks={8} />}
      {agenda && (place.view === 'list' || place.view === 'day') && (
        <DaySheet {...{ agenda, title, today, writers }} practitioner={who.name} />
      )}
      {blocking && (
        <Suspense>
          <BlockDialog
            practitioners={[who]}
            practitioner={practitioner}
            day={place.day < today ? today : place.day}
            location={null}
            {...{ timeZone, writers }}
            onClose={() => setBlocking(false)}
          />
        </Suspense>
      )}
      <VisitDialogs
        open={place.appointment}
        visits={agenda?.appointments}
        onClose={() => go({ appointment: null })}
        {...{ questions, today, timeZone, writers }}
      />
    </>
  )
}

function useSummary(agenda: Agenda | undefined, { view }: Place): string | null {
  const { i18n } = useLingui()
  if (!agenda) return null
  const { total, waiting } = summarise(agenda.appointments)
  if (view === 'month') return null
  const visits = i18n._('agenda.summary', { total })
  return waiting > 0 ? `${visits} · ${i18n._('agenda.summary.waiting', { waiting })}` : visits
}

function titleOf(place: Place, writers: Writers, timeZone: string): string {
  const { from, to } = visibleDays(place)
  if (place.view === 'month') return writers.month(noon(place.day, timeZone))
  if (place.view === 'week') return writers.range({ start: noon(from, timeZone), end: noon(to, timeZone) })
  return writers.longDay(noon(place.day, timeZone))
}
