import './figures.css'
import { useLingui } from '@lingui/react'
import { useSearchParams } from 'wouter'
import { LoadProblem } from '../../staff/LoadProblem'
import { Skeleton } from '../../staff/Skeleton'
import type { ScreenProps } from '../../staff/screens'
import { useTitle } from '../../staff/useTitle'
import { Cards } from './Cards'
import { PeriodPicker } from './PeriodPicker'
import { type Period, paramsOf, periodOf } from './period'
import { useFigures } from './queries'
import { Summary } from './Summary'

/** How the clinic does in some days: waiting times, no-shows, occupation and the like. */
export function FiguresScreen({ clinic }: ScreenProps) {
  const { i18n } = useLingui()
  useTitle(i18n._('figures.title'), clinic)
  const [params, setParams] = useSearchParams()
  const period = periodOf(params, clinic.today)
  const place = clinic.locations.find(({ id }) => String(id) === params.get('sede'))
  const asked = { from: period.from, to: period.to, location: place?.id ?? null }
  const found = useFigures(asked)
  const choose = (next: Pick<Period, 'preset'> & Partial<Period>, location = asked.location) =>
    setParams({ ...paramsOf(next), ...(location !== null && { sede: `${location}` }) }, { replace: true })
  return (
    <div className="figures" aria-busy={found.isPlaceholderData}>
      <div className="figures-head">
        <div>
          <h1>{i18n._('figures.title')}</h1>
          <p className="figures-lead">{i18n._('figures.lead')}</p>
        </div>
        <PeriodPicker
          period={period}
          locations={clinic.locations}
          location={asked.location}
          onChoose={choose}
          onLocation={(location) => choose(period, location)}
        />
      </div>
      {found.isError && <LoadProblem error={found.error} onRetry={() => found.refetch()} />}
      {found.isPending && <Skeleton blocks={8} />}
      {found.data && !found.isError && (
        <>
          <Summary figures={found.data} />
          <Cards figures={found.data} asked={asked} />
        </>
      )}
    </div>
  )
}
