import { useLingui } from '@lingui/react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { currentNotices, dismiss, NOTICE_SECONDS, type Notice, onNotices } from './notices'

/** The clock stops while the reader points at the messages or is on a button (WCAG 2.2, 2.2.1). */
export function Notices() {
  const { i18n } = useLingui()
  const notices = useSyncExternalStore(onNotices, currentNotices)
  const [held, setHeld] = useState(false)
  return (
    <section
      className="notices"
      aria-label={i18n._('staff.notices')}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div role="status" className="notices-list">
        {notices.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} held={held} />
        ))}
      </div>
    </section>
  )
}

function NoticeLine({ notice, held }: { notice: Notice; held: boolean }) {
  const { i18n } = useLingui()
  const { id, text, action } = notice
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismiss(id), NOTICE_SECONDS * 1000)
    return () => clearTimeout(timer)
  }, [held, id])
  const finish = () => {
    dismiss(id)
    action?.run()
  }
  return (
    <div className="notice">
      <p>{text}</p>
      <button type="button" onClick={finish}>
        {action?.label ?? i18n._('staff.close')}
      </button>
    </div>
  )
}
