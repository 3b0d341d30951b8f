import type { InputHTMLAttributes, ReactNode, TextareaHTMLAttributes } from 'react'

interface FieldProps {
  id: string
  label: string
  hint?: string | undefined
  error?: string | undefined
}

/** Ties hint and error to their control for screen readers. */
function describedBy({ id, hint, error }: FieldProps) {
  const parts = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean)
  return {
    'aria-describedby': parts.join(' ') || undefined,
    'aria-invalid': error ? (true as const) : undefined,
  }
}

function Frame({ id, label, hint, error, children }: FieldProps & { children: ReactNode }) {
  return (
    <div className={error ? 'field field-wrong' : 'field'}>
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`} error={error} />
      {children}
    </div>
  )
}

export function FieldError({ id, error }: { id: string; error: string | undefined }) {
  if (!error) return null
  return (
    <p id={id} className="field-error">
      {error}
    </p>
  )
}

type TextFieldProps = FieldProps & Omit<InputHTMLAttributes<HTMLInputElement>, 'id'>

export function TextField({ id, label, hint, error, ...input }: TextFieldProps) {
  const field = { id, label, hint, error }
  return (
    <Frame {...field}>
      <input id={id} type="text" {...describedBy(field)} {...input} />
    </Frame>
  )
}

type TextAreaProps = FieldProps & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id'>

export function TextArea({ id, label, hint, error, ...area }: TextAreaProps) {
  const field = { id, label, hint, error }
  return (
    <Frame {...field}>
      <textarea id={id} rows={2} {...describedBy(field)} {...area} />
    </Frame>
  )
}
