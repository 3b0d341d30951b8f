import { useLingui } from '@lingui/react'
import { ActionIcon, Button, Chip, SegmentedControl } from '@mantine/core'
import type { Practitioner } from '../../api/client'
import { Icon } from '../../staff/Icon'
import { addDays, type Day } from '../agenda/clinicDates'
import type { DaySummary } from '../agenda/dayRows'
import { type BoardPlace, switched } from './boardPlace'
import { useShortcutSwitch } from './shortcuts'

interface BoardToolbarProps {
  title: string
  summary: DaySummary | undefined
  place: BoardPlace
  today: Day
  live: boolean
  practitioners: readonly Practitioner[]
  shown: readonly number[]
  narrow: boolean
  go: (change: Partial<BoardPlace>) => void
  onFind: () => void
  onNew: () => void
}

/** The day, whose columns, the search and the new visit. */
export function BoardToolbar(props: BoardToolbarProps) {
  const { title, summary, place, today, live, narrow, go, onFind, onNew } = props
  const { i18n } = useLingui()
  return (
    <>
      <div className="toolbar">
        <div className="toolbar-title">
          <h1 aria-live="polite">{title}</h1>
          <p className="toolbar-summary">
            {summary && <Summary summary={summary} />}
            <span className="live" data-live={live}>
              <span className="live-dot" aria-hidden="true" />
              {live ? i18n._('agenda.live') : i18n._('agenda.not_live')}
            </span>
          </p>
        </div>
        <div className="toolbar-move">
          <Button variant="default" size="sm" onClick={() => go({ day: today })}>
            {i18n._('agenda.today')}
          </Button>
          <Step name="previous" day={place.day} go={go} />
          <Step name="next" day={place.day} go={go} />
        </div>
        {!narrow && <Views list={place.list} go={go} />}
        <ActionIcon
          variant="default"
          size={36}
          aria-label={i18n._('agenda.print')}
          title={i18n._('agenda.print')}
          onClick={() => print()}
        >
          <Icon name="print" />
        </ActionIcon>
        <Button
          variant="default"
          size="sm"
          leftSection={<Icon name="search" />}
          rightSection={<Key name="/" />}
          onClick={onFind}
        >
          {i18n._('board.find')}
        </Button>
        <Button size="sm" rightSection={<Key name="N" />} onClick={onNew}>
          {i18n._('board.new')}
        </Button>
      </div>
      <Columns {...props} />
    </>
  )
}

function Summary({ summary: { total, waiting } }: { summary: DaySummary }) {
  const { i18n } = useLingui()
  return (
    <span>
      {i18n._('agenda.summary', { total })}
      {waiting > 0 && ` · ${i18n._('agenda.summary.waiting', { waiting })}`}
    </span>
  )
}

/** The single key of a button, while single keys are on. */
function Key({ name }: { name: string }) {
  const [on] = useShortcutSwitch()
  return on ? (
    <span className="key wide-only" aria-hidden="true">
      {name}
    </span>
  ) : null
}

function Step({ name, day, go }: { name: 'previous' | 'next'; day: Day } & Pick<BoardToolbarProps, 'go'>) {
  const { i18n } = useLingui()
  const back = name === 'previous'
  return (
    <ActionIcon
      variant="default"
      size={36}
      aria-label={back ? i18n._('agenda.previous') : i18n._('agenda.next')}
      onClick={() => go({ day: addDays(day, back ? -1 : 1) })}
    >
      <Icon name={name} />
    </ActionIcon>
  )
}

function Views({ list, go }: { list: boolean } & Pick<BoardToolbarProps, 'go'>) {
  const { i18n } = useLingui()
  return (
    <SegmentedControl
      className="toolbar-views"
      aria-label={i18n._('agenda.view')}
      value={list ? 'list' : 'columns'}
      onChange={(chosen) => go({ list: chosen === 'list' })}
      data={[
        { value: 'columns', label: i18n._('board.columns') },
        { value: 'list', label: i18n._('agenda.view.list') },
      ]}
    />
  )
}

/** Whose columns are on screen, and whether single keys work. */
function Columns({ practitioners, shown, go }: BoardToolbarProps) {
  const { i18n } = useLingui()
  const [keys, setKeys] = useShortcutSwitch()
  return (
    <div className="board-who">
      <fieldset className="chips">
        <legend className="visually-hidden">{i18n._('board.who')}</legend>
        {practitioners.map(({ id, name, colour }) => (
          <Chip
            key={id}
            variant="outline"
            size="sm"
            checked={shown.includes(id)}
            onChange={() => go({ who: switched(shown, id) })}
          >
            <span className="chip-dot" style={{ background: colour ?? undefined }} aria-hidden="true" />
            {name}
          </Chip>
        ))}
      </fieldset>
      <label className="check">
        <input type="checkbox" checked={keys} onChange={({ target }) => setKeys(target.checked)} />
        <span>{i18n._('board.keys')}</span>
      </label>
    </div>
  )
}
