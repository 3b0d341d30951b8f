import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { Link } from 'wouter'
import type { ScreenProps } from './screens'

/** An address that is none of this person's screens. */
export function NotFound({ clinic, home }: Pick<ScreenProps, 'clinic'> & { home: string }) {
  const { i18n } = useLingui()
  const title = i18n._('staff.not_found')
  useEffect(() => {
    document.title = `${title} · ${clinic.name}`
  }, [title, clinic.name])
  return (
    <div className="lost">
      <h1>{title}</h1>
      <p>{i18n._('staff.not_found.lead')}</p>
      <Button component={Link} href={home}>
        {i18n._('staff.not_found.home')}
      </Button>
    </div>
  )
}
