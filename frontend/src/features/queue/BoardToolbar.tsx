import { useLingui } from '@lingui/react'
import { Button, Chip, TextInput } from '@mantine/core'
import { type RefObject, useEffect } from 'react'
import { Icon } from '../../staff/Icon'
import { totalsOf } from './board'
import { serverNow, useFromNow } from './minute'
import type { Lane } from './model'
import { minutesOf } from './waiting'

interface BoardToolbarProps {
  lanes: readonly Lane[]
  chosen: readonly number[]
  onChoose: (practitioners: number[]) => void
  search: string
  onSearch: (text: string) => void
  searchBox: RefObject<HTMLInputElement | null>
  live: boolean
  day: string
  onWalkIn: (() => void) | null
}

export function BoardToolbar(props: BoardToolbarProps) {
  const { i18n } = useLingui()
  const { lanes, search, onSearch, searchBox, live, day, onWalkIn } = props
  return (
    <>
      <div className="toolbar queue-toolbar">
        <div className="toolbar-title">
          <h1>{i18n._('queue.title')}</h1>
          <p className="toolbar-summary">
            <span>{day}</span>
            <Summary lanes={lanes} />
            <span className="live" data-live={live}>
              <span className="live-dot" aria-hidden="true" />
              <span className="live-word">{live ? i18n._('queue.live') : i18n._('queue.not_live')}</span>
            </span>
          </p>
        </div>
        <TextInput
          ref={searchBox}
          type="search"
          className="queue-search"
          aria-label={i18n._('queue.search')}
          placeholder={i18n._('queue.search')}
          leftSection={<Icon name="search" />}
          value={search}
          onChange={({ currentTarget }) => onSearch(currentTarget.value)}
        />
        {onWalkIn && (
          <Button leftSection={<Icon name="cross" />} onClick={onWalkIn}>
            {i18n._('queue.walk_in.new')}
          </Button>
        )}
      </div>
      {lanes.length > 1 && <Filter {...props} />}
    </>
  )
}

function Summary({ lanes }: { lanes: readonly Lane[] }) {
  const { i18n } = useLingui()
  // Drawn again each minute, when the longest wait grows.
  const longest = useFromNow((now) => totals(lanes, now).longest) ?? 0
  const { waiting, checkedIn } = totals(lanes, serverNow())
  return (
    <>
      <span>{i18n._('queue.summary', { waiting })}</span>
      {waiting > 0 && <span>{i18n._('queue.summary.longest', { minutes: longest })}</span>}
      {checkedIn > 0 && (
        <strong className="summary-checked-in">
          {i18n._('queue.summary.checked_in', { count: checkedIn })}
        </strong>
      )}
    </>
  )
}

const totals = (lanes: readonly Lane[], now: number) => totalsOf(lanes, (entry) => minutesOf(entry, now))

function Filter({ lanes, chosen, onChoose }: BoardToolbarProps) {
  const { i18n } = useLingui()
  return (
    <fieldset className="chips queue-chips">
      <legend className="visually-hidden">{i18n._('queue.practitioners')}</legend>
      <Chip.Group multiple value={chosen.map(String)} onChange={(ids) => onChoose(ids.map(Number))}>
        {lanes.map(({ id, name, colour }) => (
          <Chip key={id} value={String(id)} variant="outline" size="sm">
            <span className="chip-dot" style={{ background: colour ?? undefined }} aria-hidden="true" />
            {name}
          </Chip>
        ))}
      </Chip.Group>
    </fieldset>
  )
}

/** `/` goes to the search, as in the desk's other screens. */
export function useSearchKey(box: RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof Element && event.target.closest('input, textarea, select, dialog')
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      box.current?.focus()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [box])
}
