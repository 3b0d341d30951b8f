import type { I18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import { type ComponentProps, useState } from 'react'
import type { Mistake } from '../../ui/ErrorSummary'
import { TextField } from '../../ui/Field'

const SHORTEST = 10

/** The server judges strength; length can be told here and now. */
export function passwordMistake(i18n: I18n, password: string): Mistake[] {
  return password.length >= SHORTEST
    ? []
    : [{ field: 'password', message: i18n._('account.password.short', { count: SHORTEST }) }]
}

type NewPasswordFieldProps = Omit<ComponentProps<typeof TextField>, 'label'>

/** Typed once, shown on demand: better than typing it twice blindly. */
export function NewPasswordField(box: NewPasswordFieldProps) {
  const { i18n } = useLingui()
  const [shown, setShown] = useState(false)
  return (
    <div className="password">
      <TextField
        {...box}
        type={shown ? 'text' : 'password'}
        label={i18n._('account.password.new')}
        hint={i18n._('account.password.hint', { count: SHORTEST })}
        autoComplete="new-password"
        autoCapitalize="none"
        spellCheck={false}
      />
      <button type="button" className="link-button" aria-pressed={shown} onClick={() => setShown(!shown)}>
        {i18n._('account.password.show')}
      </button>
    </div>
  )
}
