import { useLingui } from '@lingui/react'
import { Link } from 'wouter'
import { CallCard } from '../features/clinic/CallCard'
import { routes } from '../routes'
import { PageTitle } from '../ui/PageTitle'

export function NotFound() {
  const { i18n } = useLingui()
  return (
    <div className="page">
      <PageTitle title={i18n._('notFound.title')} />
      <p className="lead">{i18n._('notFound.hint')}</p>
      <div className="actions">
        <Link className="button button-main" href={routes.home}>
          {i18n._('mine.book')}
        </Link>
        <Link className="button button-quiet" href={routes.find}>
          {i18n._('home.existing')}
        </Link>
      </div>
      <CallCard />
    </div>
  )
}
