import { useLingui } from '@lingui/react'
import { notify } from '../../staff/notices'
import { setLate, undoLate, useAct } from './actions'
import type { Lane } from './model'

const STEPS = [15, 30, 60] as const
const MOST = 240

/** The doctor is late: one tap moves the estimates and tells those who are still to come. */
export function LateControls({ lane }: { lane: Lane }) {
  const { i18n } = useLingui()
  const act = useAct()
  const { id, late, name } = lane
  const undo = () =>
    act.run(() => undoLate(id), { done: () => notify(i18n._('queue.late.undone', { name })) })
  const add = (minutes: number) =>
    act.run(() => setLate(id, Math.min(MOST, late + minutes)), {
      done: ({ late: now, told }) => {
        notify(i18n._('queue.late.done', { minutes: now, told }), { label: i18n._('queue.undo'), run: undo })
      },
    })
  return (
    <fieldset className={late > 0 ? 'late is-late' : 'late'}>
      <legend className="late-word">
        {late > 0 ? i18n._('queue.late.now', { minutes: late }) : i18n._('queue.late')}
      </legend>
      {STEPS.map((minutes) => (
        <button key={minutes} type="button" disabled={act.busy || late >= MOST} onClick={() => add(minutes)}>
          {i18n._('queue.late.add', { minutes })}
          <span className="visually-hidden"> {i18n._('queue.late.about', { name })}</span>
        </button>
      ))}
      {late > 0 && (
        <button type="button" disabled={act.busy} onClick={undo}>
          {i18n._('queue.late.clear')}
        </button>
      )}
    </fieldset>
  )
}
