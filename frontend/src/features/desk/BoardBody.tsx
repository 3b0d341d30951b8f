import { useLingui } from '@lingui/react'
import { useMemo } from 'react'
import { Agenda as Grid } from '../agenda/Agenda'
import { columnOf } from '../agenda/calendarEvents'
import type { Day, Writers } from '../agenda/clinicDates'
import type { Drop } from '../agenda/DragGrid'
import type { FreeTime } from '../agenda/gridContext'
import type { Appointment, Practitioner } from '../agenda/model'
import { Strip } from '../agenda/Strip'
import { VisitList } from '../agenda/VisitList'
import type { BoardAgenda } from './board'
import type { BoardPlace } from './boardPlace'

interface BoardBodyProps {
  agenda: BoardAgenda
  shown: readonly Practitioner[]
  place: BoardPlace
  list: boolean
  today: Day
  writers: Writers
  onOpen: (appointment: Appointment) => void
  onDrop: Drop
  onFree: (free: FreeTime) => void
}

const stay = () => {}

/** The columns, or the same visits as a list. */
export function BoardBody(props: BoardBodyProps) {
  const { agenda, shown, place, list, today, writers, onOpen, onDrop, onFree } = props
  const { i18n } = useLingui()
  const columns = useMemo(
    () => shown.map(({ id, name, colour }) => ({ id: columnOf(id), title: name, colour })),
    [shown],
  )
  return (
    <div className="board-day">
      <Strip agenda={agenda} from={place.day} to={place.day} writers={writers} withHolidays />
      {list ? (
        <VisitList {...{ agenda, today, writers, onOpen }} several />
      ) : (
        <Grid
          key={place.day}
          view="day"
          day={place.day}
          label={i18n._('board.day')}
          onDay={stay}
          {...{ agenda, columns, onOpen, onDrop, onFree }}
        />
      )}
    </div>
  )
}
