import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import type { Figure } from '../../api/client'
import { asProblem } from '../../api/problem'
import { notify } from '../../staff/notices'
import { type Asked, saveFigure } from './queries'

interface FigureCardProps {
  title: string
  /** What the figure means, in a sentence. */
  lead?: string
  figure: Figure
  asked: Asked
  empty: boolean
  wide?: boolean
  children: ReactNode
}

/** One figure: what it says, drawn, and as a file for a spreadsheet. */
export function FigureCard({ title, lead, figure, asked, empty, wide, children }: FigureCardProps) {
  const { i18n } = useLingui()
  const heading = useId()
  return (
    <section className={wide ? 'fig is-wide' : 'fig'} aria-labelledby={heading}>
      <header className="fig-head">
        <h2 id={heading}>{title}</h2>
        {!empty && <SaveButton title={title} figure={figure} asked={asked} />}
      </header>
      {lead && <p className="fig-lead">{lead}</p>}
      {empty ? <p className="fig-empty">{i18n._('figures.empty')}</p> : children}
    </section>
  )
}

function SaveButton({ title, figure, asked }: Pick<FigureCardProps, 'title' | 'figure' | 'asked'>) {
  const { i18n } = useLingui()
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      await saveFigure(figure, asked, figure)
    } catch (error) {
      notify(asProblem(error).detail || i18n._('staff.error'))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      variant="default"
      size="xs"
      loading={busy}
      onClick={save}
      aria-label={i18n._('figures.save', { title })}
    >
      {i18n._('figures.csv')}
    </Button>
  )
}
