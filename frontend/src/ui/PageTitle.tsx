import { type ReactNode, useEffect, useRef } from 'react'

let firstPage = true

/** The screen's one `h1`. It takes the focus when the screen changes, so that readers hear where they are. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => {
    if (!firstPage) {
      heading.current?.focus({ preventScroll: true })
      window.scrollTo(0, 0)
    }
    firstPage = false
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  )
}
