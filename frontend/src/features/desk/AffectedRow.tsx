import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import type { AffectedVisit } from '../../api/client'
import { Icon } from '../../staff/Icon'
import type { Writers } from '../agenda/clinicDates'
import { nameOf } from '../agenda/status'
import { phoneWords } from '../patients/words'
import { isOpen } from './absences'
import { answerWord } from './absenceWords'
import { callAddress } from './contact'

interface AffectedRowProps {
  item: AffectedVisit
  writers: Writers
  chosen: boolean
  onToggle: () => void
}

/** One patient of a fallen day, and what became of the visit. */
export function AffectedRow({ item, writers, chosen, onToggle }: AffectedRowProps) {
  const { i18n } = useLingui()
  const { appointment, phone, start, answer } = item
  const name = nameOf(appointment)
  return (
    <li className="row">
      <div className="affected-who">
        {isOpen(item) && (
          <input
            type="checkbox"
            checked={chosen}
            onChange={onToggle}
            aria-label={i18n._('absence.choose', { name })}
          />
        )}
        <div className="waiting-who">
          <span className="row-name">{name}</span>
          <span className="row-what">
            {writers.moment(new Date(start))} · {appointment.practitioner_name}
          </span>
          <Result item={item} writers={writers} />
        </div>
      </div>
      <span className={`answer is-${answer}`}>{answerWord(answer)}</span>
      <div className="row-actions">
        {phone && isOpen(item) && (
          <Button
            component="a"
            href={callAddress(phone)}
            variant="default"
            size="sm"
            leftSection={<Icon name="phone" />}
          >
            {phoneWords(phone)}
            <span className="visually-hidden"> {i18n._('messages.about', { about: name })}</span>
          </Button>
        )}
      </div>
    </li>
  )
}

/** The times offered, or the one that was taken. */
function Result({ item, writers }: Pick<AffectedRowProps, 'item' | 'writers'>) {
  const { i18n } = useLingui()
  const { answer, appointment, proposals, told } = item
  const moment = (start: string) => writers.moment(new Date(start))
  if (answer === 'moved')
    return <span className="row-what">{i18n._('absence.moved_to', { when: moment(appointment.start) })}</span>
  if (answer !== 'offered') return null
  return (
    <span className="row-what">
      {i18n._('absence.offered', { times: proposals.map(({ start }) => moment(start)).join('; ') })}
      {!told && ` · ${i18n._('absence.not_told')}`}
    </span>
  )
}
