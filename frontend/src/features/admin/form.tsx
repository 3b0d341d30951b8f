import { useLingui } from '@lingui/react'
import { Alert, Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import {
  createContext,
  type FormEvent,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import type { Problem } from '../../api/problem'

/** What was touched, by field. What was not shows what the server has, also when it changes meanwhile. */
export type Draft = Readonly<Record<string, unknown>>

interface Form {
  values: Draft
  mistakes: Readonly<Record<string, string>>
  write: (name: string, value: unknown) => void
}

const FormContext = createContext<Form>({ values: {}, mistakes: {}, write: () => undefined })

export function useForm(): Form {
  return useContext(FormContext)
}

interface KeptFormProps {
  /** As the server has it; the defaults of a new one. */
  record: Draft
  /** Sends what was touched. */
  save: (draft: Draft) => Promise<unknown>
  onDone: (saved: unknown) => void
  /** Somebody else was faster: read it again. */
  onStale?: () => void
  onCancel?: () => void
  /** A new record can be saved as it is proposed. */
  isNew?: boolean
  saveLabel?: string
  children: ReactNode
}

/** A form over one record: says what is wrong at its field, and keeps what was typed. */
export function KeptForm(props: KeptFormProps) {
  const { record, save, onDone, onStale, onCancel, isNew = false, saveLabel, children } = props
  const { i18n } = useLingui()
  const [draft, setDraft] = useState<Draft>({})
  const form = useRef<HTMLFormElement>(null)
  const saving = useMutation<unknown, Problem, Draft>({
    mutationFn: save,
    onSuccess: (saved) => {
      setDraft({})
      onDone(saved)
    },
    onError: (problem) => problem.code === 'stale-record' && onStale?.(),
  })
  const mistakes = mistakesOf(saving.error)
  useEffect(() => {
    if (saving.isError)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus()
  }, [saving.isError])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate(isNew ? { ...record, ...draft } : draft)
  }
  const write = (name: string, value: unknown) => setDraft((known) => ({ ...known, [name]: value }))
  const touched = isNew || Object.keys(draft).length > 0
  return (
    <FormContext value={{ values: { ...record, ...draft }, mistakes, write }}>
      <form ref={form} className="form" onSubmit={submit}>
        {children}
        {saving.error && <Refusal problem={saving.error} known={Object.keys(mistakes).length > 0} />}
        <div className="form-actions">
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {i18n._('admin.cancel')}
            </Button>
          )}
          <Button type="submit" disabled={!touched} loading={saving.isPending}>
            {saveLabel ?? i18n._('admin.save')}
          </Button>
        </div>
      </form>
    </FormContext>
  )
}

function Refusal({ problem, known }: { problem: Problem; known: boolean }) {
  return (
    <Alert role="alert" tabIndex={-1} color="red" variant="light" className="problem">
      <RefusalText problem={problem} known={known} />
    </Alert>
  )
}

/** Why it was refused, in words that help. */
export function RefusalText({ problem, known = false }: { problem: Problem; known?: boolean }) {
  const { i18n } = useLingui()
  if (problem.offline) return i18n._('staff.offline')
  if (problem.code === 'stale-record') return i18n._('admin.stale')
  if (known) return i18n._('admin.mistakes')
  return problem.detail || i18n._('staff.error')
}

const FIELDS_OF_CODE: Record<string, readonly string[]> = {
  'invalid-phone': ['phone', 'clinic_phone'],
  'invalid-email': ['email', 'clinic_email'],
}

function mistakesOf(problem: Problem | null): Record<string, string> {
  if (!problem) return {}
  const whole = FIELDS_OF_CODE[problem.code] ?? []
  return Object.fromEntries([
    ...whole.map((field) => [field, problem.detail] as const),
    ...problem.errors.map(({ field, message }) => [field, message] as const),
  ])
}

// Fields: each reads and writes its name in the form around it.

export interface FieldProps {
  name: string
  label: string
  hint?: string
  required?: boolean
}

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value))

interface TextFieldProps extends FieldProps {
  type?: 'text' | 'tel' | 'email' | 'time' | 'date' | 'url'
  maxLength?: number
}

export function TextField({
  name,
  label,
  hint,
  required = false,
  type = 'text',
  maxLength = 120,
}: TextFieldProps) {
  const { values, mistakes, write } = useForm()
  return (
    <TextInput
      {...{ label, type, required, maxLength }}
      description={hint}
      withAsterisk={false}
      autoComplete="off"
      value={text(values[name])}
      onChange={({ currentTarget: { value } }) => write(name, value === '' && !required ? null : value)}
      error={mistakes[name]}
    />
  )
}

export function AreaField({ name, label, hint, rows = 3 }: FieldProps & { rows?: number }) {
  const { values, mistakes, write } = useForm()
  return (
    <Textarea
      {...{ label, rows }}
      description={hint}
      value={text(values[name])}
      onChange={({ currentTarget: { value } }) => write(name, value || null)}
      error={mistakes[name]}
    />
  )
}

interface NumberFieldProps extends FieldProps {
  /** How many of the server's units are one of the reader's: 60 shows minutes as hours. */
  unit?: number
  step?: number
  min?: number
  max?: number
}

export function NumberField(props: NumberFieldProps) {
  const { name, label, hint, required = false, unit = 1, step, min = 0, max } = props
  const { values, mistakes, write } = useForm()
  const known = values[name]
  const shown = typeof known === 'number' ? String(known / unit) : ''
  return (
    <TextInput
      {...{ label, required, min, max }}
      type="number"
      inputMode="decimal"
      step={step ?? (unit === 1 ? 1 : 'any')}
      description={hint}
      withAsterisk={false}
      value={shown}
      onChange={({ currentTarget: { value } }) =>
        write(name, value === '' ? null : Math.round(Number(value) * unit))
      }
      error={mistakes[name]}
    />
  )
}

/** Money as people type it: "1,500" or "1500.50". */
export function PriceField({ name, label, hint }: FieldProps) {
  const { values, mistakes, write } = useForm()
  const known = values[name]
  const amount = typeof known === 'object' && known !== null && 'amount' in known ? known.amount : known
  return (
    <TextInput
      {...{ label }}
      description={hint}
      inputMode="decimal"
      maxLength={13}
      value={text(amount)}
      onChange={({ currentTarget: { value } }) => write(name, value.replace(/[,\s]/g, '') || null)}
      error={mistakes[name]}
    />
  )
}

export function CheckField({ name, label, hint }: FieldProps) {
  const { values, write } = useForm()
  const id = useId()
  return (
    <div className="check">
      <input
        id={id}
        type="checkbox"
        checked={values[name] === true}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={({ currentTarget }) => write(name, currentTarget.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className="form-hint">
          {hint}
        </p>
      )}
    </div>
  )
}

export interface Choice {
  value: string
  label: string
}

interface SelectFieldProps extends FieldProps {
  choices: readonly Choice[]
  /** Ids are numbers for the server. */
  numeric?: boolean
  /** What an empty choice means; without it one must be chosen. */
  empty?: string
}

export function SelectField({ name, label, hint, choices, numeric = false, empty }: SelectFieldProps) {
  const { values, mistakes, write } = useForm()
  const choose = (value: string) => write(name, value === '' ? null : numeric ? Number(value) : value)
  return (
    <NativeSelect
      {...{ label }}
      description={hint}
      value={text(values[name])}
      data={[...(empty === undefined ? [] : [{ value: '', label: empty }]), ...choices]}
      onChange={({ currentTarget: { value } }) => choose(value)}
      error={mistakes[name]}
    />
  )
}

/** Several of a list of ids. */
export function ManyField({ name, label, choices }: FieldProps & { choices: readonly Choice[] }) {
  const { values, write } = useForm()
  const known = values[name]
  const chosen = Array.isArray(known) ? (known as number[]) : []
  const toggle = (id: number, on: boolean) =>
    write(name, on ? [...chosen, id] : chosen.filter((c) => c !== id))
  if (choices.length === 0) return null
  return (
    <fieldset className="many">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="many-choice">
          <input
            type="checkbox"
            checked={chosen.includes(Number(choice.value))}
            onChange={({ currentTarget }) => toggle(Number(choice.value), currentTarget.checked)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  )
}

export function ColourField({ name, label, hint }: FieldProps) {
  const { values, mistakes, write } = useForm()
  return (
    <TextInput
      {...{ label }}
      type="color"
      className="colour-field"
      description={hint}
      value={text(values[name]) || '#0f766e'}
      onChange={({ currentTarget: { value } }) => write(name, value)}
      error={mistakes[name]}
    />
  )
}
