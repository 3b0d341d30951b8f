import { useLingui } from '@lingui/react'
import { TextInput } from '@mantine/core'
import { useId } from 'react'
import type { Day, Writers } from '../agenda/clinicDates'
import type { Exact } from './NewVisitForm'
import { type Offer, offerKey } from './queries'

interface TimeChoiceProps {
  offers: readonly Offer[] | undefined
  chosen: string | null
  onChoose: (key: string) => void
  exact: Exact | null
  onExact: (exact: Exact) => void
  firstDay: Day
  nameOf: (practitioner: number) => string
  writers: Writers
}

/** The next three free times, or a time of one's own. */
export function TimeChoice({
  offers,
  chosen,
  onChoose,
  exact,
  onExact,
  firstDay,
  nameOf,
  writers,
}: TimeChoiceProps) {
  const { i18n } = useLingui()
  const group = useId()
  return (
    <fieldset className="times" aria-busy={!offers}>
      <legend>{i18n._('visit.when')}</legend>
      {!offers && <p className="form-hint">{i18n._('staff.loading')}</p>}
      {offers?.length === 0 && <p className="form-hint">{i18n._('visit.none')}</p>}
      <div className="times-offered">
        {offers?.map((offer) => {
          const key = offerKey(offer)
          return (
            <label key={key} className="time-card">
              <input
                type="radio"
                name={group}
                checked={!exact && key === chosen}
                onChange={() => onChoose(key)}
              />
              <span className="time-when">{writers.moment(new Date(offer.start))}</span>
              <span className="time-who">
                {nameOf(offer.practitioner)}
                {offer.turn !== null && ` · ${i18n._('agenda.turn', { turn: offer.turn })}`}
              </span>
            </label>
          )
        })}
        <label className="time-card">
          <input
            type="radio"
            name={group}
            checked={exact !== null}
            onChange={() => onExact({ day: firstDay, time: '', extra: false, reason: '' })}
          />
          <span className="time-when">{i18n._('visit.exact')}</span>
          <span className="time-who">{i18n._('visit.exact.hint')}</span>
        </label>
      </div>
      {exact && <ExactFields exact={exact} onExact={onExact} />}
    </fieldset>
  )
}

function ExactFields({ exact, onExact }: { exact: Exact; onExact: (exact: Exact) => void }) {
  const { i18n } = useLingui()
  return (
    <div className="form">
      <div className="form-pair">
        <TextInput
          type="date"
          label={i18n._('agenda.move.day')}
          value={exact.day}
          onChange={({ currentTarget }) => onExact({ ...exact, day: currentTarget.value })}
          required
          withAsterisk={false}
        />
        <TextInput
          type="time"
          label={i18n._('agenda.move.time')}
          value={exact.time}
          onChange={({ currentTarget }) => onExact({ ...exact, time: currentTarget.value })}
          required
          withAsterisk={false}
        />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={exact.extra}
          onChange={({ target }) => onExact({ ...exact, extra: target.checked })}
        />
        <span>{i18n._('visit.extra')}</span>
      </label>
      {exact.extra && (
        <TextInput
          label={i18n._('visit.extra.reason')}
          description={i18n._('visit.extra.hint')}
          value={exact.reason}
          onChange={({ currentTarget }) => onExact({ ...exact, reason: currentTarget.value })}
          maxLength={120}
          required
          withAsterisk={false}
        />
      )}
    </div>
  )
}
