import { useLingui } from '@lingui/react'
import { Link, Redirect } from 'wouter'
import { routes } from '../../routes'
import { BackLink } from '../../ui/BackLink'
import { LoadError } from '../../ui/LoadError'
import { PageTitle } from '../../ui/PageTitle'
import { Skeleton } from '../../ui/Skeleton'
import { CalendarMatter } from './CalendarMatter'
import { CloseAccount } from './CloseAccount'
import { ConsentChoices } from './ConsentChoices'
import { ExportButton } from './ExportButton'
import { PasswordChange } from './PasswordChange'
import { ProfileForm } from './ProfileForm'
import { useMe, useSession } from './queries'
import { SessionsList } from './SessionsList'

/** Everything that belongs to the account, each matter behind its own heading. */
export function AccountPage() {
  const { i18n } = useLingui()
  const session = useSession()
  const me = useMe()
  if (session?.role !== 'patient') return <Redirect to={`${routes.signIn}?a=${routes.account}`} replace />
  return (
    <div className="page">
      <BackLink fallback={routes.mine} />
      <PageTitle title={i18n._('account.title')} />
      {me.error && <LoadError error={me.error} onRetry={() => me.refetch()} />}
      {me.isPending && <Skeleton blocks={1} shape="page" />}
      {me.data && (
        <>
          <p className="lead">{[me.data.name, me.data.email].filter(Boolean).join(' · ')}</p>
          <Link className="button button-quiet" href={routes.people}>
            {i18n._('people.title')}
          </Link>
          {me.data.person && <ProfileForm person={me.data.person} />}
          <PasswordChange />
          <ConsentChoices />
          <CalendarMatter />
          <SessionsList />
          <ExportButton />
          <CloseAccount />
        </>
      )}
    </div>
  )
}
