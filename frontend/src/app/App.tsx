import { type ComponentType, lazy, Suspense, useEffect } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { loadTimes } from '../features/booking/loadTimes'
import { Home } from '../features/clinic/Home'
import { addVisitSentences } from '../i18n/visits'
import { routes } from '../routes'
import { countStep } from '../ui/BackLink'
import { Skeleton } from '../ui/Skeleton'
import { Boundary } from './Boundary'
import { Layout } from './Layout'
import { NotFound } from './NotFound'

const Times = lazy(loadTimes)
const Details = lazy(async () => ({ default: (await import('../features/booking/DetailsPage')).DetailsPage }))
const Appointment = lazyVisit(
  async () => (await import('../features/appointments/AppointmentPage')).AppointmentPage,
)
const Move = lazyVisit(async () => (await import('../features/appointments/MovePage')).MovePage)
const Mine = lazyVisit(async () => (await import('../features/appointments/MinePage')).MinePage)
const Find = lazyVisit(async () => (await import('../features/appointments/FindPage')).FindPage)
const SignIn = lazyVisit(async () => (await import('../features/account/SignInPage')).SignInPage)
const Register = lazyVisit(async () => (await import('../features/account/RegisterPage')).RegisterPage)
const Reset = lazyVisit(async () => (await import('../features/account/ResetPage')).ResetPage)
const Account = lazyVisit(async () => (await import('../features/account/AccountPage')).AccountPage)
const People = lazyVisit(async () => (await import('../features/account/PeoplePage')).PeoplePage)
const Wait = lazyVisit(async () => (await import('../features/waiting/WaitPage')).WaitPage)
const MessageLink = lazyVisit(async () => (await import('../features/links/LinkPage')).LinkPage)

/** A screen that speaks from the second catalog: both arrive together. */
function lazyVisit<Props>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    const [screen] = await Promise.all([load(), addVisitSentences()])
    return { default: screen }
  })
}

export function App() {
  const [location] = useLocation()
  useEffect(() => {
    if (location) countStep()
  }, [location])
  return (
    <Layout>
      <Boundary key={location}>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path={routes.home} component={Home} />
            <Route path={routes.times} component={Times} />
            <Route path={routes.details} component={Details} />
            <Route path={routes.move}>{({ id }) => <Move id={Number(id)} />}</Route>
            <Route path={routes.appointment}>{({ id }) => <Appointment id={Number(id)} />}</Route>
            <Route path={routes.mine} component={Mine} />
            <Route path={routes.signIn} component={SignIn} />
            <Route path={routes.register} component={Register} />
            <Route path={routes.reset} component={Reset} />
            <Route path={routes.people} component={People} />
            <Route path={routes.account} component={Account} />
            <Route path={routes.wait} component={Wait} />
            <Route path={routes.find} component={Find} />
            <Route path={routes.link}>{({ token }) => <MessageLink token={token} />}</Route>
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </Boundary>
    </Layout>
  )
}

function Waiting() {
  return (
    <div className="page">
      <Skeleton blocks={1} shape="page" />
    </div>
  )
}
