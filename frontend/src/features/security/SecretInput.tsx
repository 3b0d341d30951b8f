import { useLingui } from '@lingui/react'
import { PasswordInput } from '@mantine/core'

interface SecretInputProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** For the password manager: the one in use, or the one to keep. */
  kind: 'current-password' | 'new-password'
  description?: string
}

export function SecretInput({ label, value, onChange, kind, description }: SecretInputProps) {
  const { i18n } = useLingui()
  return (
    <PasswordInput
      label={label}
      description={description}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      autoComplete={kind}
      visibilityToggleButtonProps={{ tabIndex: 0, 'aria-label': i18n._('staff.password.show') }}
      maxLength={256}
      required
      withAsterisk={false}
    />
  )
}
