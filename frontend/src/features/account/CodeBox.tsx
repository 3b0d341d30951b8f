import { useLingui } from '@lingui/react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Problem } from '../../api/problem'
import { TextField } from '../../ui/Field'
import { AccountAlert } from './AccountAlert'

interface CodeBoxProps<Answer> {
  /** Said above the box: where the code went. */
  hint: string
  submit: string
  verify: (code: string) => Promise<Answer>
  onVerified: (answer: Answer) => void
  /** More boxes, and what else can be done here. */
  fields?: ReactNode
  children?: ReactNode
}

/** Type or paste the six figures that came by e-mail. */
export function CodeBox<Answer>(props: CodeBoxProps<Answer>) {
  const { hint, submit, verify, onVerified, fields, children } = props
  const { i18n } = useLingui()
  const [code, setCode] = useState('')
  const check = useMutation<Answer, Problem>({
    mutationFn: () => verify(code.replace(/\D/g, '')),
    onSuccess: onVerified,
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    check.mutate()
  }
  return (
    <form onSubmit={send}>
      <p className="notice">{hint}</p>
      <AccountAlert
        problem={check.error}
        attempt={check.submittedAt}
        title={i18n._('account.code.refused')}
      />
      <TextField
        id="code"
        label={i18n._('account.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      {fields}
      <div className="actions">
        <button type="submit" className="button button-main" disabled={check.isPending}>
          {submit}
        </button>
        {children}
      </div>
    </form>
  )
}
