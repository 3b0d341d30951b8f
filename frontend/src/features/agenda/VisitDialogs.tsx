import { useCallback, useState } from 'react'
import { AppointmentPanel } from './AppointmentPanel'
import { CancelDialog } from './CancelDialog'
import type { Day, Writers } from './clinicDates'
import { MoveDialog, type Proposal } from './MoveDialog'
import type { Appointment } from './model'
import { useUndo } from './useUndo'
import type { VerbRequest } from './verbs'

/** What needs a second look before it is done. */
export type Asking =
  | { verb: 'reschedule'; appointment: Appointment; proposed: Proposal | null }
  | { verb: 'cancel'; appointment: Appointment }

/** Which question is open, and the ways to open one. */
export function useQuestions() {
  const [asking, setAsking] = useState<Asking | null>(null)
  const ask = useCallback((verb: Asking['verb'], appointment: Appointment) => {
    setAsking({ verb, appointment, proposed: null })
  }, [])
  const drop = useCallback((appointment: Appointment, start: Date, practitioner: number) => {
    setAsking({ verb: 'reschedule', appointment, proposed: { start, practitioner } })
  }, [])
  const close = useCallback(() => setAsking(null), [])
  return { asking, ask, drop, close }
}

interface VisitDialogsProps {
  /** The visit whose card is open. */
  open: number | null
  /** What is on screen already. */
  visits: readonly Appointment[] | undefined
  questions: ReturnType<typeof useQuestions>
  today: Day
  timeZone: string
  writers: Writers
  /** The desk may give a visit to another practitioner. */
  betweenPractitioners?: boolean
  onClose: () => void
}

/** The card of a visit, and the questions about it. */
export function VisitDialogs({ open, visits, questions, onClose, ...about }: VisitDialogsProps) {
  const { asking, ask, close } = questions
  return (
    <>
      {open !== null && (
        <AppointmentPanel
          id={open}
          known={visits?.find(({ id }) => id === open)}
          asking={asking !== null}
          onAsk={ask}
          onClose={onClose}
          today={about.today}
          writers={about.writers}
        />
      )}
      {asking && (
        <Question
          asking={withFresh(asking, visits)}
          onClose={close}
          onDone={() => {
            close()
            if (open !== null) onClose()
          }}
          {...about}
        />
      )}
    </>
  )
}

/** After somebody else's change the question is about the visit as it is now. */
function withFresh(asking: Asking, visits: readonly Appointment[] = []): Asking {
  const appointment = visits.find(({ id }) => id === asking.appointment.id) ?? asking.appointment
  return { ...asking, appointment }
}

interface QuestionProps extends Pick<VisitDialogsProps, 'timeZone' | 'writers' | 'betweenPractitioners'> {
  asking: Asking
  onDone: () => void
  onClose: () => void
}

function Question({ asking, onDone, ...about }: QuestionProps) {
  const offerUndo = useUndo(about.writers)
  const { appointment } = asking
  const done = (changed: Appointment, request: VerbRequest) => {
    offerUndo(changed, request)
    onDone()
  }
  if (asking.verb === 'cancel') return <CancelDialog appointment={appointment} {...about} onDone={done} />
  return <MoveDialog appointment={appointment} {...about} proposed={asking.proposed} onDone={done} />
}
