import { useLingui } from '@lingui/react'
import { notify } from '../../staff/notices'
import { type Writers, withOffset } from './clinicDates'
import type { Appointment } from './model'
import { nameOf } from './status'
import { problemText } from './VerbProblem'
import { useVerb, type VerbRequest } from './verbs'

/** After a change that the server can take back, eight seconds to do so. */
export function useUndo(writers: Writers) {
  const { i18n } = useLingui()
  const back = useVerb((restored) =>
    notify(
      i18n._('agenda.undone', { name: nameOf(restored), when: writers.moment(new Date(restored.start)) }),
    ),
  )
  const run = (request: VerbRequest) => () =>
    back.mutate(request, { onError: (problem) => notify(problemText(problem)) })
  return (after: Appointment, { verb, appointment: before }: VerbRequest) => {
    const label = i18n._('agenda.undo')
    const about = { name: nameOf(after), when: writers.moment(new Date(after.start)) }
    if (verb === 'reschedule') {
      const { practitioner, location } = before
      const start = withOffset(new Date(before.start), before.timezone)
      const values = { start, practitioner, location }
      const undo = run({ verb: 'reschedule', appointment: after, values })
      notify(i18n._('agenda.move.done', about), { label, run: undo })
    }
    if (verb === 'no_show' && after.can.includes('reopen')) {
      notify(i18n._('agenda.no_show.done', about), {
        label,
        run: run({ verb: 'reopen', appointment: after }),
      })
    }
    if (verb === 'cancel') notify(i18n._('agenda.cancel.done', about))
  }
}
