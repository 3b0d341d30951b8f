import { useLingui } from '@lingui/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, Redirect, useSearch } from 'wouter'
import { enterWaitingList, type Waiting, type Wish } from '../../api/client'
import { listWaitingQueryKey } from '../../api/client/@tanstack/react-query.gen'
import type { Problem } from '../../api/problem'
import { asVisitor } from '../../api/visitor'
import { type Place, readPlace, routes, timesPath } from '../../routes'
import { addDays } from '../../time/format'
import { BackLink } from '../../ui/BackLink'
import { PageTitle } from '../../ui/PageTitle'
import { CallCard } from '../clinic/CallCard'
import { useClinic, usePractitioners, useServices } from '../clinic/queries'
import { useClock } from '../clinic/useClock'
import { WaitEmail } from './WaitEmail'
import { WaitForm, type WishForm } from './WaitForm'

/** "Avíseme si se libera": the clinic offers the first freed time that suits. */
export function WaitPage() {
  const { service, ...place } = readPlace(useSearch())
  if (service === undefined) return <Redirect to={routes.home} replace />
  return <Wait place={{ ...place, service }} />
}

function Wait({ place }: { place: Place }) {
  const { i18n } = useLingui()
  const [entered, setEntered] = useState<Waiting>()
  const enter = useEnter(place)
  const what = useWhat(place)
  return (
    <div className="page">
      <BackLink fallback={timesPath(place)} />
      <PageTitle title={entered ? i18n._('wait.done') : i18n._('wait.title')} />
      <p className="lead">{what}</p>
      {entered ? (
        <Entered waiting={entered} email={enter.variables?.who.person?.email ?? ''} />
      ) : (
        <>
          <p>{i18n._('wait.lead')}</p>
          <WaitForm
            busy={enter.isPending}
            problem={enter.error}
            attempt={enter.submittedAt}
            onSend={(wish) => enter.mutate(wish, { onSuccess: setEntered })}
          />
        </>
      )}
      <CallCard />
    </div>
  )
}

function useWhat({ service, practitioner }: Place): string {
  const name = useServices().data?.items.find(({ id }) => id === service)?.name
  const who = usePractitioners().data?.items.find(({ id }) => id === practitioner)?.name
  return [name, who].filter(Boolean).join(' · ')
}

function useEnter({ service, practitioner, location }: Place) {
  const queryClient = useQueryClient()
  const today = useClinic().data?.today ?? ''
  return useMutation<Waiting, Problem, WishForm>({
    mutationFn: async ({ days, part_of_day, who }) => {
      const body: Wish = {
        ...{ service, practitioner: practitioner ?? null, location: location ?? null },
        ...{ from: today, to: addDays(today, days), part_of_day },
        ...who,
      }
      return (await asVisitor(() => enterWaitingList({ body, throwOnError: true }))).data
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: listWaitingQueryKey() }),
  })
}

function Entered({ waiting, email }: { waiting: Waiting; email: string }) {
  const { i18n } = useLingui()
  const clock = useClock(waiting.timezone)
  const until = clock.dated(`${waiting.to}T12:00:00Z`)
  return (
    <>
      <p className="notice notice-good" role="status">
        {i18n._('wait.done.hint', { day: until })}
      </p>
      {email && <WaitEmail id={waiting.id} email={email} />}
      <Link className={email ? 'button' : 'button button-main'} href={routes.home}>
        {i18n._('wait.home')}
      </Link>
    </>
  )
}
