import { type FormEvent, useState } from 'react'
import type { Mistake } from './ErrorSummary'

interface Fields<Values> {
  values: Values
  mistakes: readonly Mistake[]
  /** Goes up at each refused attempt, for the summary's focus. */
  attempt: number
  set(change: Partial<Values>): void
  /** What a text box of that name needs. */
  box(name: keyof Values & string): {
    id: string
    value: string
    error: string | undefined
    onChange: (event: { target: { value: string } }) => void
  }
  errorOf(name: string): string | undefined
  submit(event: FormEvent): void
}

/** A small form: what was typed, what is wrong with it, and sending it once nothing is. */
export function useFields<Values extends { [name in keyof Values]: string }>(
  empty: Values,
  check: (values: Values) => readonly Mistake[],
  send: (values: Values) => void,
): Fields<Values> {
  const [values, setValues] = useState(empty)
  const [mistakes, setMistakes] = useState<readonly Mistake[]>([])
  const [attempt, setAttempt] = useState(0)
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }))
  const errorOf = (name: string) => mistakes.find(({ field }) => field === name)?.message
  return {
    values,
    mistakes,
    attempt,
    set,
    errorOf,
    box: (name) => ({
      id: name,
      value: values[name],
      error: errorOf(name),
      onChange: ({ target }) => set({ [name]: target.value } as unknown as Partial<Values>),
    }),
    submit: (event) => {
      event.preventDefault()
      const found = check(values)
      setMistakes(found)
      setAttempt((now) => now + 1)
      if (found.length === 0) send(values)
    },
  }
}
