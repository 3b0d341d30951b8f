import { useLingui } from '@lingui/react'
import type { Link, LinkOffer } from '../../api/client'
import { useClock } from '../clinic/useClock'

interface OffersProps {
  link: Link
  busy: boolean
  onTake: (offer: LinkOffer) => void
}

/** The clinic can not attend then: its other times, each one tap. */
export function Offers({ link, busy, onTake }: OffersProps) {
  const { i18n } = useLingui()
  const clock = useClock(link.timezone)
  if (link.offers.length === 0) return null
  return (
    <section className="notice" aria-labelledby="offers">
      <h2 id="offers">{link.affected ? i18n._('link.affected') : i18n._('link.offers')}</h2>
      <p>{i18n._('link.offers.hint')}</p>
      <ul className="alternatives">
        {link.offers.map((offer) => (
          <li key={`${offer.start}/${offer.practitioner}`}>
            <button
              type="button"
              className="button button-main"
              disabled={busy}
              onClick={() => onTake(offer)}
            >
              <span>
                {i18n._('move.to', { day: clock.shortDated(offer.start), time: clock.time(offer.start) })}
                {offer.practitioner !== link.practitioner && ` · ${offer.practitioner_name}`}
                {offer.location !== link.location && ` · ${offer.location_name}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
