import { i18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import { TextInput } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import type { Patient } from '../../api/client'
import { asProblem } from '../../api/problem'
import { Icon } from '../../staff/Icon'
import type { Day } from '../agenda/clinicDates'
import { PatientLines } from './PatientCard'
import { usePatientSearch } from './queries'
import './patients.css'

export interface PatientPickerProps {
  /** Today at the clinic, for the ages. */
  today: Day
  onPick: (patient: Patient) => void
  /** With it, the last choice registers somebody new; it gets what was typed. */
  onNew?: (typed: string) => void
  /** What is typed already, when the reader comes back. */
  typed?: string
  /** Instead of "Paciente". */
  label?: string
}

/** A combobox over the clinic's patients: arrows choose, Enter takes, Esc clears. */
export function PatientPicker({ today, onPick, onNew, typed = '', label }: PatientPickerProps) {
  const { i18n } = useLingui()
  const [text, setText] = useState(typed)
  const [active, setActive] = useState(0)
  const list = useId()
  const search = usePatientSearch(text)
  const found = search.patients ?? []
  const count = found.length + (onNew && search.asked ? 1 : 0)
  const at = Math.min(active, count - 1)
  const take = (index: number) => {
    const patient = found[index]
    if (patient) onPick(patient)
    else if (search.asked) onNew?.(text)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && count > 0) setActive((at + step + count) % count)
    else if (event.key === 'Enter' && count > 0 && search.current) take(at)
    else if (event.key === 'Escape' && text) setText('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="patient-picker">
      <TextInput
        label={label ?? i18n._('patients.patient')}
        description={i18n._('patients.search.hint')}
        leftSection={<Icon name="search" />}
        type="text"
        inputMode="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={80}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={count > 0}
        aria-controls={list}
        aria-activedescendant={count > 0 ? `${list}-${at}` : undefined}
        data-autofocus
      />
      <div id={list} role="listbox" aria-label={i18n._('patients.found')} className="patient-options">
        {found.map((patient, index) => (
          <Option key={patient.id} id={`${list}-${index}`} active={index === at} onTake={() => take(index)}>
            <PatientLines patient={patient} today={today} />
          </Option>
        ))}
        {onNew && search.asked && (
          <Option id={`${list}-${found.length}`} active={at === found.length} onTake={() => onNew(text)}>
            <span className="patient-new">
              <Icon name="cross" /> {i18n._('patients.new.as', { typed: text.trim() })}
            </span>
          </Option>
        )}
      </div>
      <p role="status" className="patient-status">
        {statusOf(search)}
      </p>
    </div>
  )
}

interface OptionProps {
  id: string
  active: boolean
  onTake: () => void
  children: ReactNode
}

/** The input keeps the focus: the arrows walk here by `aria-activedescendant`. */
function Option({ id, active, onTake, children }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox hears the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox
    <div
      id={id}
      role="option"
      aria-selected={active}
      className="patient-option"
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      {children}
    </div>
  )
}

function statusOf(search: ReturnType<typeof usePatientSearch>): string {
  if (!search.asked) return ''
  if (search.isError) return asProblem(search.error).detail || i18n._('staff.error')
  if (!search.patients) return i18n._('staff.loading')
  return i18n._('patients.found.count', { count: search.patients.length })
}
