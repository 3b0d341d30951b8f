import './block.css'
import { i18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Appointment } from '../../api/client'
import { Dialog } from '../../staff/Dialog'
import { notify } from '../../staff/notices'
import { phoneWords } from '../patients/words'
import { type BlockDraft, type Blocked, type Rescue, spanOf, useBlock, useInTheWay } from './block'
import type { Day, Writers } from './clinicDates'
import { nameOf } from './status'
import { VerbProblem } from './VerbProblem'

interface BlockDialogProps {
  /** Whose time; with several the desk chooses, or closes the whole clinic. */
  practitioners: readonly { id: number; name: string }[]
  practitioner: number | null
  day: Day
  timeZone: string
  /** Where the whole clinic would be closed. */
  location: number | null
  writers: Writers
  onDone?: (blocked: Blocked) => void
  onClose: () => void
}

const EVERYBODY = ''
const MOST_WEEKS = 26

/** Blocks time; who is in the way is shown before anything is saved. */
export function BlockDialog(props: BlockDialogProps) {
  const { practitioners, practitioner, day, timeZone, location, writers, onDone, onClose } = props
  const { i18n } = useLingui()
  const [draft, setDraft] = useState<BlockDraft>(() => emptyDraft(practitioner, day))
  const [rescue, setRescue] = useState<Rescue>('offer')
  const span = spanOf(draft, timeZone)
  const inTheWay = useInTheWay(draft.practitioner, span)
  const block = useBlock((blocked) => {
    notify(sentence(blocked))
    onDone?.(blocked)
    onClose()
  })
  const affected = span ? inTheWay.data?.items : undefined
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (span && affected) block.mutate({ draft, span, rescue, location })
  }
  const change = (part: Partial<BlockDraft>) => setDraft((known) => ({ ...known, ...part }))
  return (
    <Dialog title={i18n._('block.title')} onClose={onClose} wide>
      <form className="form" onSubmit={send}>
        {block.isError && <VerbProblem problem={block.error} />}
        {practitioners.length > 1 && (
          <NativeSelect
            label={i18n._('block.who')}
            value={draft.practitioner ?? EVERYBODY}
            onChange={({ currentTarget: { value } }) =>
              change({ practitioner: value === EVERYBODY ? null : Number(value) })
            }
            data={[
              ...practitioners.map(({ id, name }) => ({ value: String(id), label: name })),
              { value: EVERYBODY, label: i18n._('block.everybody') },
            ]}
          />
        )}
        <SpanFields draft={draft} onChange={change} />
        <div className="form-pair is-wordy">
          <TextInput
            label={i18n._('block.reason')}
            value={draft.reason}
            onChange={({ currentTarget }) => change({ reason: currentTarget.value })}
            maxLength={120}
            autoComplete="off"
          />
          <TextInput
            type="number"
            label={i18n._('block.weeks')}
            value={draft.weeks}
            min={1}
            max={MOST_WEEKS}
            onChange={({ currentTarget }) => change({ weeks: weeksFrom(currentTarget.value) })}
          />
        </div>
        <div role="status">
          {span && inTheWay.isFetching && !affected && <p className="form-hint">{i18n._('staff.loading')}</p>}
          {affected && <Affected visits={affected} writers={writers} repeated={draft.weeks > 1} />}
        </div>
        {inTheWay.isError && <VerbProblem problem={inTheWay.error as never} />}
        {affected && (affected.length > 0 || draft.weeks > 1) && (
          <RescueChoice rescue={rescue} onChoose={setRescue} />
        )}
        <div className="form-actions">
          <Button variant="default" onClick={onClose}>
            {i18n._('block.keep')}
          </Button>
          <Button type="submit" disabled={!affected} loading={block.isPending}>
            {i18n._('block.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function emptyDraft(practitioner: number | null, day: Day): BlockDraft {
  return { practitioner, from: day, to: day, whole: false, start: '', end: '', weeks: 1, reason: '' }
}

function weeksFrom(text: string): number {
  return Math.min(MOST_WEEKS, Math.max(1, Math.floor(Number(text)) || 1))
}

interface SpanFieldsProps {
  draft: BlockDraft
  onChange: (part: Partial<BlockDraft>) => void
}

function SpanFields({ draft, onChange }: SpanFieldsProps) {
  const { i18n } = useLingui()
  const field = (type: 'date' | 'time', name: 'from' | 'to' | 'start' | 'end', label: string) => (
    <TextInput
      type={type}
      label={label}
      value={draft[name]}
      onChange={({ currentTarget: { value } }) => onChange(moved(draft, name, value))}
      required
      withAsterisk={false}
    />
  )
  return (
    <>
      <div className="form-pair">
        {field('date', 'from', i18n._('block.from'))}
        {field('date', 'to', i18n._('block.to'))}
      </div>
      <label className="block-check">
        <input
          type="checkbox"
          checked={draft.whole}
          onChange={({ target }) => onChange({ whole: target.checked })}
        />
        <span>{i18n._('block.whole')}</span>
      </label>
      {!draft.whole && (
        <div className="form-pair">
          {field('time', 'start', i18n._('block.start'))}
          {field('time', 'end', i18n._('block.end'))}
        </div>
      )}
    </>
  )
}

/** The last day follows the first when it would come before it. */
function moved(draft: BlockDraft, name: 'from' | 'to' | 'start' | 'end', value: string): Partial<BlockDraft> {
  if (name === 'from' && (draft.to < value || draft.to === draft.from)) return { from: value, to: value }
  return { [name]: value }
}

interface AffectedProps {
  visits: readonly Appointment[]
  writers: Writers
  repeated: boolean
}

function Affected({ visits, writers, repeated }: AffectedProps) {
  const { i18n } = useLingui()
  return (
    <div className={visits.length > 0 ? 'affected has-some' : 'affected'}>
      <p>
        <strong>{i18n._('block.affected', { count: visits.length })}</strong>
        {repeated && ` ${i18n._('block.affected.first')}`}
      </p>
      {visits.length > 0 && (
        <ul>
          {visits.map((visit) => (
            <li key={visit.id}>
              <span>{writers.moment(new Date(visit.start))}</span>
              <span>{nameOf(visit)}</span>
              <span className="affected-phone">{visit.phone && phoneWords(visit.phone)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function RescueChoice({ rescue, onChoose }: { rescue: Rescue; onChoose: (rescue: Rescue) => void }) {
  const { i18n } = useLingui()
  const words: Record<Rescue, string> = {
    offer: i18n._('block.rescue.offer'),
    move: i18n._('block.rescue.move'),
    leave: i18n._('block.rescue.leave'),
  }
  return (
    <fieldset className="rescue">
      <legend>{i18n._('block.rescue')}</legend>
      {(Object.keys(words) as Rescue[]).map((name) => (
        <label key={name} className="block-check">
          <input type="radio" name="rescue" checked={rescue === name} onChange={() => onChoose(name)} />
          <span>{words[name]}</span>
        </label>
      ))}
    </fieldset>
  )
}

function sentence({ made, outcome }: Blocked): string {
  if (!outcome) return i18n._('block.done', { count: made.affected })
  const counts = { done: outcome.done.length, failed: outcome.failed.length }
  return i18n._('block.done.rescued', counts)
}
