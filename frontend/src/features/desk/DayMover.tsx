import { useLingui } from '@lingui/react'
import { ActionIcon, Button } from '@mantine/core'
import { Icon } from '../../staff/Icon'
import { addDays, type Day } from '../agenda/clinicDates'

interface DayMoverProps {
  day: Day
  onDay: (day: Day) => void
  reset: Day
  resetLabel: string
}

export function DayMover({ day, onDay, reset, resetLabel }: DayMoverProps) {
  const { i18n } = useLingui()
  return (
    <div className="toolbar-move">
      <Button variant="default" size="sm" onClick={() => onDay(reset)}>
        {resetLabel}
      </Button>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={i18n._('agenda.previous')}
        onClick={() => onDay(addDays(day, -1))}
      >
        <Icon name="previous" />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={i18n._('agenda.next')}
        onClick={() => onDay(addDays(day, 1))}
      >
        <Icon name="next" />
      </ActionIcon>
    </div>
  )
}
