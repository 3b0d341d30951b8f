import { useLingui } from '@lingui/react'
import type { Link } from '../../api/client'
import { Icon } from '../../ui/Icon'
import { addressOf } from '../clinic/address'
import { turnText } from '../clinic/turn'
import { useClock } from '../clinic/useClock'
import { ZoneNote } from '../clinic/ZoneNote'

/** First name, hour, practitioner and place: what a lost phone may show, and no more. */
export function LinkFacts({ link }: { link: Link }) {
  const { i18n } = useLingui()
  const clock = useClock(link.timezone)
  const { start, turn } = link
  return (
    <>
      <p className="when">
        <strong>{clock.dated(start)}</strong>
        <span>{turn ? turnText(i18n, clock, turn, start) : clock.time(start)}</span>
      </p>
      <ZoneNote at={start} timeZone={link.timezone} />
      <ul className="fact-list">
        <li>
          <Icon name="person" />
          <span>{link.practitioner_name}</span>
        </li>
        <li>
          <Icon name="pin" />
          <span>
            {addressOf({ name: link.location_name, street: link.street })}{' '}
            {link.map_url && (
              <a href={link.map_url} target="_blank" rel="noreferrer">
                {i18n._('appointment.map')}
              </a>
            )}
          </span>
        </li>
      </ul>
    </>
  )
}
