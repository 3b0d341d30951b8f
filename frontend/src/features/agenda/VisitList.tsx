import { notify } from '../../staff/notices'
import type { Writers } from './clinicDates'
import { DayList, type DayListProps } from './DayList'
import type { Appointment, Verb } from './model'
import { useUndo } from './useUndo'
import { problemText } from './VerbProblem'
import { useVerb } from './verbs'

interface VisitListProps extends Pick<DayListProps, 'agenda' | 'today' | 'onOpen' | 'several'> {
  writers: Writers
}

/** A day's visits as a list, with what can be done next. */
export function VisitList(props: VisitListProps) {
  const verb = useVerb(useUndo(props.writers))
  const act = (name: Verb, appointment: Appointment) =>
    verb.mutate({ verb: name, appointment }, { onError: (problem) => notify(problemText(problem)) })
  return <DayList {...props} onVerb={act} busy={verb.isPending} />
}
