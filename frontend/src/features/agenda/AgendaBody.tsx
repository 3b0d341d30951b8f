import { useCallback } from 'react'
import { notify } from '../../staff/notices'
import { Agenda as Grid } from './Agenda'
import type { Day, Writers } from './clinicDates'
import { DayList } from './DayList'
import type { Drop } from './DragGrid'
import { MonthTable } from './MonthTable'
import type { Agenda, Appointment, Verb } from './model'
import { type Place, visibleDays } from './place'
import { Strip } from './Strip'
import { useUndo } from './useUndo'
import { problemText } from './VerbProblem'
import { useVerb } from './verbs'

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
  if (view === 'month') return <MonthTable {...{ agenda, today, writers }} month={day} onDay={showList} />
  if (view === 'list') return <List {...{ agenda, today, writers, onOpen }} />
  return <Grid {...{ view, day, agenda, onOpen, onDrop }} label={title} onDay={showDay} />
}

type ListProps = Pick<AgendaBodyProps, 'agenda' | 'today' | 'writers' | 'onOpen'>

function List({ agenda, today, writers, onOpen }: ListProps) {
  const verb = useVerb(useUndo(writers))
  const act = (name: Verb, appointment: Appointment) =>
    verb.mutate({ verb: name, appointment }, { onError: (problem) => notify(problemText(problem)) })
  return <DayList {...{ agenda, today, writers, onOpen }} onVerb={act} busy={verb.isPending} />
}
