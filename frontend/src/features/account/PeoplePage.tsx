import { useLingui } from '@lingui/react'
import { useState } from 'react'
import { Link, Redirect } from 'wouter'
import { type Dependant, removeDependant } from '../../api/client'
import { placeQuery, routes } from '../../routes'
import { announce } from '../../ui/announce'
import { BackLink } from '../../ui/BackLink'
import { Icon } from '../../ui/Icon'
import { LoadError } from '../../ui/LoadError'
import { PageTitle } from '../../ui/PageTitle'
import { Sheet } from '../../ui/Sheet'
import { Skeleton } from '../../ui/Skeleton'
import { useClock } from '../clinic/useClock'
import { AccountAlert } from './AccountAlert'
import { AddPerson } from './AddPerson'
import { useMe, useSession } from './queries'
import { useRelationNames } from './relations'
import { usePeopleChange } from './usePeopleChange'

/** P9, "Mis personas": those one books for and answers for. */
export function PeoplePage() {
  const { i18n } = useLingui()
  const session = useSession()
  const me = useMe()
  if (session?.role !== 'patient') return <Redirect to={`${routes.signIn}?a=${routes.people}`} replace />
  return (
    <div className="page">
      <BackLink fallback={routes.mine} />
      <PageTitle title={i18n._('people.title')} />
      <p className="lead">{i18n._('people.lead')}</p>
      {me.error && <LoadError error={me.error} onRetry={() => me.refetch()} />}
      {me.isPending && <Skeleton blocks={2} shape="card" />}
      {me.data && (
        <>
          {me.data.dependants.length === 0 && <p className="hint">{i18n._('people.none')}</p>}
          <ul className="cards cards-single">
            {me.data.dependants.map((person) => (
              <PersonCard key={person.patient} person={person} />
            ))}
          </ul>
          <AddPerson />
          <Link className="button button-quiet" href={`${routes.home}?${placeQuery({})}`}>
            {i18n._('mine.book')}
          </Link>
        </>
      )}
    </div>
  )
}

function PersonCard({ person }: { person: Dependant }) {
  const { i18n } = useLingui()
  const clock = useClock()
  const names = useRelationNames()
  const [leaving, setLeaving] = useState(false)
  return (
    <li className="card card-action">
      <span className="card-title">
        <Icon name="person" />
        {person.name}
      </span>
      <span className="hint">
        {[
          person.relation && names[person.relation],
          person.birth_date && clock.date(`${person.birth_date}T12:00:00Z`),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {person.until && (
        <span className="hint">
          {i18n._('people.until', { day: clock.date(`${person.until}T12:00:00Z`) })}
        </span>
      )}
      <button type="button" className="button button-quiet" onClick={() => setLeaving(true)}>
        {i18n._('people.remove')}
        <span className="visually-hidden">: {person.name}</span>
      </button>
      {leaving && <Removal person={person} onClose={() => setLeaving(false)} />}
    </li>
  )
}

function Removal({ person, onClose }: { person: Dependant; onClose: () => void }) {
  const { i18n } = useLingui()
  const remove = usePeopleChange<number>((id) => removeDependant({ path: { id }, throwOnError: true }))
  return (
    <Sheet title={i18n._('people.remove.title', { name: person.name })} onClose={onClose}>
      <p>{i18n._('people.remove.hint')}</p>
      <AccountAlert title={i18n._('details.refused')} problem={remove.error} attempt={remove.submittedAt} />
      <div className="actions">
        <button
          type="button"
          className="button button-danger"
          disabled={remove.isPending}
          onClick={() =>
            remove.mutate(person.patient, {
              onSuccess: () => announce(i18n._('people.removed', { name: person.name })),
            })
          }
        >
          {i18n._('people.remove.confirm')}
        </button>
        <button type="button" className="button button-quiet" onClick={onClose}>
          {i18n._('people.remove.keep')}
        </button>
      </div>
    </Sheet>
  )
}
