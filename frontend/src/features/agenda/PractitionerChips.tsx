import { useLingui } from '@lingui/react'
import { Chip } from '@mantine/core'
import type { Practitioner } from './model'

interface PractitionerChipsProps {
  practitioners: readonly Practitioner[]
  chosen: number
  onChoose: (practitioner: number) => void
}

/** Whose agenda: for the front desk and the administrator. */
export function PractitionerChips({ practitioners, chosen, onChoose }: PractitionerChipsProps) {
  const { i18n } = useLingui()
  return (
    <fieldset className="chips">
      <legend className="visually-hidden">{i18n._('agenda.practitioner')}</legend>
      <Chip.Group value={String(chosen)} onChange={(id) => onChoose(Number(id))}>
        {practitioners.map(({ id, name, colour }) => (
          <Chip key={id} value={String(id)} variant="outline" size="sm">
            <span className="chip-dot" style={{ background: colour ?? undefined }} aria-hidden="true" />
            {name}
          </Chip>
        ))}
      </Chip.Group>
    </fieldset>
  )
}
