import { useLingui } from '@lingui/react'
import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { Icon } from '../../staff/Icon'
import type { AgendaView } from './place'

interface ToolbarProps {
  view: AgendaView
  views: readonly AgendaView[]
  title: string
  summary: string | null
  live: boolean
  onView: (view: AgendaView) => void
  onStep: (direction: -1 | 1) => void
  onToday: () => void
  onBlock: () => void
}

/** One line: today, back, on, what is on screen, and how to see it. */
export function Toolbar(props: ToolbarProps) {
  const { i18n } = useLingui()
  const { view, views, title, summary, live, onView, onStep, onToday, onBlock } = props
  const words: Record<AgendaView, string> = {
    list: i18n._('agenda.view.list'),
    day: i18n._('agenda.view.day'),
    week: i18n._('agenda.view.week'),
    month: i18n._('agenda.view.month'),
  }
  return (
    <div className="toolbar">
      <div className="toolbar-title">
        <h1 aria-live="polite">{title}</h1>
        <p className="toolbar-summary">
          {summary && <span>{summary}</span>}
          <span className="live" data-live={live}>
            <span className="live-dot" aria-hidden="true" />
            {live ? i18n._('agenda.live') : i18n._('agenda.not_live')}
          </span>
        </p>
      </div>
      <div className="toolbar-move">
        <Button variant="default" size="sm" onClick={onToday}>
          {i18n._('agenda.today')}
        </Button>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={i18n._('agenda.previous')}
          onClick={() => onStep(-1)}
        >
          <Icon name="previous" />
        </ActionIcon>
        <ActionIcon variant="default" size={36} aria-label={i18n._('agenda.next')} onClick={() => onStep(1)}>
          <Icon name="next" />
        </ActionIcon>
      </div>
      <SegmentedControl
        className="toolbar-views"
        aria-label={i18n._('agenda.view')}
        value={view}
        onChange={(chosen) => onView(chosen as AgendaView)}
        data={views.map((value) => ({ value, label: words[value] }))}
      />
      <div className="toolbar-move">
        <Button variant="default" size="sm" onClick={onBlock}>
          {i18n._('agenda.block')}
        </Button>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={i18n._('agenda.print')}
          title={i18n._('agenda.print')}
          onClick={() => print()}
        >
          <Icon name="print" />
        </ActionIcon>
      </div>
    </div>
  )
}
