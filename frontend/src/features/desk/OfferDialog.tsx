import './desk.css'
import './dialogs.css'
import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Waiting } from '../../api/client'
import { listPractitionersOptions } from '../../api/client/@tanstack/react-query.gen'
import { Dialog } from '../../staff/Dialog'
import { notify } from '../../staff/notices'
import type { Day, Writers } from '../agenda/clinicDates'
import { VerbProblem } from '../agenda/VerbProblem'
import { offerKey } from './queries'
import { useSuiting, useWaitingVerb } from './waitingList'

interface OfferDialogProps {
  waiting: Waiting
  today: Day
  writers: Writers
  onClose: () => void
}

/** One of the next three times that suit; it is kept while the patient decides. */
export function OfferDialog({ waiting, today, writers, onClose }: OfferDialogProps) {
  const { i18n } = useLingui()
  const slots = useSuiting(waiting, today)
  const practitioners = useQuery({ ...listPractitionersOptions(), staleTime: 300_000 }).data?.items ?? []
  const [chosen, setChosen] = useState<string | null>(null)
  const offer = useWaitingVerb(({ patient_name: name }) => {
    notify(i18n._('waiting.offered', { name: name ?? '' }))
    onClose()
  })
  const slot = slots?.find((other) => offerKey(other) === chosen) ?? slots?.[0]
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!slot) return
    const { start, practitioner, location } = slot
    offer.mutate({ verb: 'offer', waiting, start, practitioner, location })
  }
  return (
    <Dialog title={i18n._('waiting.offer.title', { name: waiting.patient_name ?? '' })} onClose={onClose}>
      <p className="dialog-lead">{i18n._('waiting.offer.lead')}</p>
      <form className="form" onSubmit={send}>
        {offer.isError && <VerbProblem problem={offer.error} />}
        {!slots && <p className="form-hint">{i18n._('staff.loading')}</p>}
        {slots?.length === 0 && <p className="form-hint">{i18n._('waiting.offer.none')}</p>}
        <fieldset className="times">
          <legend className="visually-hidden">{i18n._('visit.when')}</legend>
          {slots?.map((other) => (
            <label key={offerKey(other)} className="time-card">
              <input
                type="radio"
                name="slot"
                checked={other === slot}
                onChange={() => setChosen(offerKey(other))}
              />
              <span className="time-when">{writers.moment(new Date(other.start))}</span>
              <span className="time-who">
                {practitioners.find(({ id }) => id === other.practitioner)?.name}
              </span>
            </label>
          ))}
        </fieldset>
        <div className="form-actions">
          <Button variant="default" onClick={onClose}>
            {i18n._('staff.close')}
          </Button>
          <Button type="submit" disabled={!slot} loading={offer.isPending}>
            {i18n._('waiting.offer')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
