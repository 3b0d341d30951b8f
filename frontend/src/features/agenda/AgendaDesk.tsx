import { useLingui } from '@lingui/react'
import { useCallback, useMemo, useState } from 'react'
import { formatLocale } from '../../i18n/i18n'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import { AgendaBody } from './AgendaBody'
import { AppointmentPanel } from './AppointmentPanel'
import { CancelDialog } from './CancelDialog'
import { agendaWriters, type Day, noon, type Writers } from './clinicDates'
import { summarise } from './dayRows'
import { useLiveAgenda } from './live'
import { MoveDialog } from './MoveDialog'
import type { Agenda, Appointment } from './model'
import { type AgendaView, type Place, step, visibleDays } from './place'
import { useAgenda } from './queries'
import { Toolbar } from './Toolbar'
import { useChanges } from './useChanges'
import { useUndo } from './useUndo'
import type { VerbRequest } from './verbs'

interface AgendaDeskProps {
  place: Place
  views: readonly AgendaView[]
  go: (change: Partial<Place>) => void
  practitioner: number
  today: Day
  timeZone: string
}

type Asking =
  | { verb: 'reschedule'; appointment: Appointment; proposed: Date | null }
  | { verb: 'cancel'; appointment: Appointment }

/** One practitioner's agenda with everything that can be done in it. */
export function AgendaDesk({ place, views, go, practitioner, today, timeZone }: AgendaDeskProps) {
  const { i18n } = useLingui()
  const locale = formatLocale(i18n.locale === 'en' ? 'en' : 'es')
  const writers = useMemo(() => agendaWriters(timeZone, locale), [timeZone, locale])
  const query = useAgenda(practitioner, place)
  const agenda = query.data
  const live = useLiveAgenda()
  const [asking, setAsking] = useState<Asking | null>(null)
  useChanges(agenda, [practitioner, place.view, place.day].join(), writers)
  const open = useCallback(({ id }: Appointment) => go({ appointment: id }), [go])
  const drop = useCallback(
    (appointment: Appointment, proposed: Date) => setAsking({ verb: 'reschedule', appointment, proposed }),
    [],
  )
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
      />
      {agenda && <AgendaBody {...{ agenda, place, today, writers, title, go }} onOpen={open} onDrop={drop} />}
      {!agenda && query.isError && <LoadProblem error={query.error} onRetry={() => query.refetch()} />}
      {!agenda && query.isPending && <Skeleton blocks={8} />}
      {place.appointment !== null && (
        <AppointmentPanel
          id={place.appointment}
          today={today}
          known={agenda?.appointments.find(({ id }) => id === place.appointment)}
          writers={writers}
          asking={asking !== null}
          onAsk={(verb, appointment) => setAsking({ verb, appointment, proposed: null })}
          onClose={() => go({ appointment: null })}
        />
      )}
      <Question
        asking={asking}
        onClose={() => setAsking(null)}
        onDone={() => {
          setAsking(null)
          go({ appointment: null })
        }}
        {...{ timeZone, writers }}
      />
    </>
  )
}

interface QuestionProps {
  asking: Asking | null
  timeZone: string
  writers: Writers
  onDone: () => void
  onClose: () => void
}

/** What needs a second look before it is done: moving and cancelling. */
function Question({ asking, timeZone, writers, onDone, onClose }: QuestionProps) {
  const offerUndo = useUndo(writers)
  if (!asking) return null
  const { appointment } = asking
  const done = (changed: Appointment, request: VerbRequest) => {
    offerUndo(changed, request)
    onDone()
  }
  if (asking.verb === 'cancel') return <CancelDialog {...{ appointment, writers, onClose }} onDone={done} />
  return (
    <MoveDialog {...{ appointment, timeZone, writers, onClose }} proposed={asking.proposed} onDone={done} />
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
