import { type FormEvent, useState } from 'react'
import type { Mistake } from './ErrorSummary'

type Named<Values, Kind> = {
  [name in keyof Values]: Values[name] extends Kind ? name : never
}[keyof Values] &
  string

export interface Fields<Values> {
  values: Values
  mistakes: readonly Mistake[]
  /** Goes up at each refused attempt, for the summary's focus. */
  attempt: number
  set(change: Partial<Values>): void
  /** What the server found wrong. */
  refuse(mistakes: readonly Mistake[]): void
  errorOf(name: string): string | undefined
  submit(event: FormEvent): void
  /** What a text box of that name needs. */
  box(name: Named<Values, string>): {
    id: string
    value: string
    error: string | undefined
    onChange: (event: { target: { value: string } }) => void
  }
  /** A check box. */
  tick(name: Named<Values, boolean>): {
    id: string
    type: 'checkbox'
    checked: boolean
    error: string | undefined
    onChange: (event: { target: { checked: boolean } }) => void
  }
  /** One radio button of several. */
  pick(
    name: Named<Values, string>,
    value: string,
  ): {
    type: 'radio'
    name: string
    value: string
    checked: boolean
    onChange: () => void
  }
}

/** A form: what was typed, what is wrong with it, and sending it once nothing is. */
export function useFields<Values extends { [name in keyof Values]: string | boolean }>(
  start: Values | (() => Values),
  check: (values: Values) => readonly Mistake[],
  send: (values: Values) => void,
): Fields<Values> {
  const [values, setValues] = useState(start)
  const [mistakes, setMistakes] = useState<readonly Mistake[]>([])
  const [attempt, setAttempt] = useState(0)
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }))
  const put = (name: string, value: string | boolean) => set({ [name]: value } as unknown as Partial<Values>)
  const errorOf = (name: string) => mistakes.find(({ field }) => field === name)?.message
  const refuse = (found: readonly Mistake[]) => {
    setMistakes(found)
    setAttempt((now) => now + 1)
  }
  return {
    values,
    mistakes,
    attempt,
    set,
    refuse,
    errorOf,
    submit: (event) => {
      event.preventDefault()
      const found = check(values)
      refuse(found)
      if (found.length === 0) send(values)
    },
    box: (name) => ({
      id: name,
      value: values[name] as string,
      error: errorOf(name),
      onChange: ({ target }) => put(name, target.value),
    }),
    tick: (name) => ({
      id: name,
      type: 'checkbox',
      checked: values[name] as boolean,
      error: errorOf(name),
      onChange: ({ target }) => put(name, target.checked),
    }),
    pick: (name, value) => ({
      type: 'radio',
      name,
      value,
      checked: values[name] === value,
      onChange: () => put(name, value),
    }),
  }
}
