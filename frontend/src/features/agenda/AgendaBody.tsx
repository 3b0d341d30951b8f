import { lazy, Suspense, useCallback } from 'react'
import { Skeleton } from '../../staff/Skeleton'
import { Agenda as Grid } from './Agenda'
import type { Day, Writers } from './clinicDates'
import type { Drop } from './DragGrid'
import type { Agenda, Appointment } from './model'
import { type Place, visibleDays } from './place'
import { Strip } from './Strip'
import { VisitList } from './VisitList'

const MonthTable = lazy(() => import('./MonthTable').then(({ MonthTable }) => ({ default: MonthTable })))

interface AgendaBodyProps {
  agenda: Agenda
  place: Place
  today: Day
  writers: Writers
  title: string
  go: (change: Partial<Place>) => void
  onOpen: (appointment: Appointment) => void
  onDrop: Drop
}

export function AgendaBody(props: AgendaBodyProps) {
  const { agenda, place, writers } = props
  return (
    <>
      <Strip
        agenda={agenda}
        {...visibleDays(place)}
        writers={writers}
        withHolidays={place.view !== 'month'}
      />
      <View {...props} />
    </>
  )
}

function View({ agenda, place, today, writers, title, go, onOpen, onDrop }: AgendaBodyProps) {
  const { view, day } = place
  const showDay = useCallback((chosen: Day) => go({ view: 'day', day: chosen }), [go])
  const showList = useCallback((chosen: Day) => go({ view: 'list', day: chosen }), [go])
  if (view === 'month')
    return (
      <Suspense fallback={<Skeleton blocks={6} />}>
        <MonthTable {...{ agenda, today, writers }} month={day} onDay={showList} />
      </Suspense>
    )
  if (view === 'list') return <VisitList {...{ agenda, today, writers, onOpen }} />
  return <Grid {...{ view, day, agenda, onOpen, onDrop }} label={title} onDay={showDay} />
}
