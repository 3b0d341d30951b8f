import { useLingui } from '@lingui/react'
import { lazy, Suspense, useState } from 'react'
import { Skeleton } from '../../ui/Skeleton'
import { Matter } from './Matter'

const Addresses = lazy(async () => ({ default: (await import('./CalendarAddresses')).CalendarAddresses }))

/** The visits in the person's own calendar program; fetched by those who open it. */
export function CalendarMatter() {
  const { i18n } = useLingui()
  const [wanted, setWanted] = useState(false)
  return (
    <Matter title={i18n._('feeds.title')} onOpen={() => setWanted(true)}>
      {wanted && (
        <Suspense fallback={<Skeleton blocks={1} shape="card" />}>
          <Addresses />
        </Suspense>
      )}
    </Matter>
  )
}
