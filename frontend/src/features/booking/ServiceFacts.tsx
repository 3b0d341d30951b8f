import { useLingui } from '@lingui/react'
import { Price } from '../clinic/Price'
import { usePractitioners, useServices } from '../clinic/queries'
import { useAcceptedInsurers } from './insurers'

interface ServiceFactsProps {
  service: number
  practitioner: number | undefined
}

/** What it costs, which insurers are accepted and how to prepare: known before booking. */
export function ServiceFacts({ service, practitioner }: ServiceFactsProps) {
  const { i18n } = useLingui()
  const found = useServices().data?.items.find(({ id }) => id === service)
  const insurers = useAcceptedInsurers(({ id, services }) =>
    practitioner === undefined ? services.some((one) => one.id === service) : id === practitioner,
  )
  const { price, differs } = usePrice(service, practitioner)
  if (!found) return null
  return (
    <dl className="facts">
      <Fact term={differs ? i18n._('facts.price.from') : i18n._('facts.price')}>
        {price && <Price price={price} />}
      </Fact>
      <Fact term={i18n._('facts.insurers')}>{insurers}</Fact>
      <Fact term={i18n._('facts.preparation')}>{found.instructions}</Fact>
      <Fact term={i18n._('facts.approval')}>{found.needs_approval && i18n._('facts.approval.text')}</Fact>
    </dl>
  )
}

/** The lowest price of those who may attend, and whether another asks for more. */
function usePrice(service: number, practitioner: number | undefined) {
  const everybody = usePractitioners().data?.items ?? []
  const prices = everybody
    .filter(({ id }) => practitioner === undefined || id === practitioner)
    .flatMap(({ services }) => services.filter(({ id }) => id === service))
    .flatMap(({ price }) => (price ? [price] : []))
    .sort((a, b) => Number(a.amount) - Number(b.amount))
  return { price: prices[0] ?? null, differs: prices[0]?.amount !== prices.at(-1)?.amount }
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  if (!children) return null
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
