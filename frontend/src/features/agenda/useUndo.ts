import { i18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { navigate } from 'wouter/use-browser-location'
import { undoAppointment } from '../../api/client'
import type { Problem } from '../../api/problem'
import { session } from '../../api/session'
import { notify } from '../../staff/notices'
import { type Writers, withOffset } from './clinicDates'
import type { Appointment, Verb } from './model'
import { nameOf, statusOf, statusWord } from './status'
import { problemText } from './VerbProblem'
import { noteOwn, placeEverywhere, useVerb, type VerbRequest } from './verbs'

// The steps of a visit's day, which the server takes back as they were.
const STEPS: ReadonlySet<Verb> = new Set(['arrive', 'call', 'start', 'finish', 'no_show'])

const refused = (problem: Problem) => notify(problemText(problem))

/** After a change that the server can take back, eight seconds to do so. */
export function useUndo(writers: Writers) {
  const { i18n } = useLingui()
  const told = (item: Appointment) => ({
    name: nameOf(item),
    when: writers.moment(new Date(item.start)),
  })
  const moveBack = useVerb((restored) => notify(i18n._('agenda.undone', told(restored))))
  const stepBack = useStepBack(told)
  return (after: Appointment, { verb, appointment: before }: VerbRequest) => {
    const label = i18n._('agenda.undo')
    if (verb === 'reschedule') {
      const { practitioner, location } = before
      const start = withOffset(new Date(before.start), before.timezone)
      const request = {
        verb,
        appointment: after,
        values: { start, practitioner, location },
      }
      const run = () => moveBack.mutate(request, { onError: refused })
      notify(i18n._('agenda.move.done', told(after)), { label, run })
    }
    if (STEPS.has(verb)) {
      const state = statusWord(statusOf(after))
      const run = () => stepBack.mutate(after, { onError: refused })
      notify(i18n._('agenda.step.done', { name: nameOf(after), state }), { label, run })
    }
    if (verb === 'cancel') notify(i18n._('agenda.cancel.done', told(after)), whoWaits(before))
  }
}

/** The last step of the day taken back; the visit is read again as it then is. */
function useStepBack(told: (item: Appointment) => Record<string, string>) {
  const queries = useQueryClient()
  return useMutation<Appointment, Problem, Appointment>({
    mutationFn: async ({ id, sequence }) => {
      const headers = { 'If-Match': `"${sequence}"` }
      return (await undoAppointment({ path: { id }, headers, body: {}, throwOnError: true })).data
    },
    onError: () => void queries.invalidateQueries(),
    onSuccess: (restored) => {
      noteOwn(restored)
      placeEverywhere(queries, restored)
      notify(i18n._('agenda.undone', told(restored)))
    },
  })
}

/** The desk looks at once for whom the freed time suits. */
function whoWaits({ start, practitioner }: Appointment) {
  const role = session()?.role
  if (role !== 'front_desk' && role !== 'administrator') return undefined
  const query = new URLSearchParams({ hora: start, medico: String(practitioner) })
  return { label: i18n._('waiting.see'), run: () => navigate(`/clinica/espera?${query}`) }
}
