import { type ReactNode, useEffect, useId, useRef } from 'react'

interface SheetProps {
  title: string
  onClose: () => void
  children: ReactNode
}

/** A question over the screen: the browser's own dialog, which holds the focus and gives it back. */
export function Sheet({ title, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    if (!element) return
    if (element.showModal) element.showModal()
    else element.setAttribute('open', '')
    // Not the first box: on a phone that would raise the keyboard over the question.
    element.querySelector('h2')?.focus()
    return () => element.close?.()
  }, [])
  return (
    <dialog ref={dialog} className="sheet" aria-labelledby={id} onCancel={onClose}>
      <h2 id={id} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </dialog>
  )
}
