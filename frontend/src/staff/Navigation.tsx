import { useLingui } from '@lingui/react'
import { type FocusEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Role } from '../api/session'
import { Icon } from './Icon'
import { addressOf, isAt, type Screen, screensOf } from './screens'

const TRYTON = '/tryton/'

/** What is used all day in the bar, the rest behind one button; on a phone everything is behind it. */
export function Navigation({ role }: { role: Role }) {
  const { i18n } = useLingui()
  const [address] = useLocation()
  const screens = screensOf(role)
  const daily = screens.filter((screen) => screen.daily)
  return (
    <nav className="nav" aria-label={i18n._('staff.screens')}>
      <ul className="nav-daily">
        {daily.map((screen) => (
          <li key={screen.path}>
            <ScreenLink screen={screen} address={address} />
          </li>
        ))}
      </ul>
      <More screens={screens} address={address} />
    </nav>
  )
}

function ScreenLink({ screen, address, onGo }: { screen: Screen; address: string; onGo?: () => void }) {
  const here = isAt(screen, address)
  return (
    <Link
      href={addressOf(screen)}
      className="nav-link"
      aria-current={here ? 'page' : undefined}
      onClick={onGo}
    >
      <Icon name={screen.icon} />
      <span>{screen.title()}</span>
    </Link>
  )
}

/** A disclosure: the button says whether the list is open, Esc closes it and takes the focus back. */
function More({ screens, address }: { screens: readonly Screen[]; address: string }) {
  const { i18n } = useLingui()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const list = useId()
  const close = () => setOpen(false)
  const onKeyDown = (pressed: KeyboardEvent) => {
    if (pressed.key !== 'Escape' || !open) return
    close()
    button.current?.focus()
  }
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget as Node | null)) close()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what its button and links let through
    <div className="nav-more" onKeyDown={onKeyDown} onBlur={onBlur}>
      <button
        ref={button}
        type="button"
        className="nav-link"
        aria-expanded={open}
        aria-controls={list}
        onClick={() => setOpen(!open)}
      >
        <Icon name="menu" />
        <span>{i18n._('staff.more')}</span>
      </button>
      <ul id={list} className="nav-list" hidden={!open}>
        {screens.map((screen) => (
          <li key={screen.path} data-daily={screen.daily}>
            <ScreenLink screen={screen} address={address} onGo={close} />
          </li>
        ))}
        <li>
          <a className="nav-link" href={TRYTON}>
            <Icon name="out" />
            <span>{i18n._('staff.tryton')}</span>
          </a>
        </li>
      </ul>
    </div>
  )
}
