import type { InputHTMLAttributes, ReactNode } from 'react'
import { FieldError } from './Field'

type ChoiceProps = { id: string; children: ReactNode; error?: string | undefined } & Omit<
  InputHTMLAttributes<HTMLInputElement>,
  'id'
>

/** A radio button or a check box whose whole row can be tapped. */
export function Choice({ id, children, error, ...input }: ChoiceProps) {
  return (
    <div className={error ? 'field field-wrong' : undefined}>
      <FieldError id={`${id}-error`} error={error} />
      <label className="choice" htmlFor={id}>
        <input
          id={id}
          aria-describedby={error && `${id}-error`}
          aria-invalid={error ? true : undefined}
          {...input}
        />
        <span>{children}</span>
      </label>
    </div>
  )
}
