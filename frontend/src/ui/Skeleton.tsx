import { useLingui } from '@lingui/react'

/** Grey blocks of the size of what is coming, so that nothing jumps. */
export function Skeleton({ blocks, shape }: { blocks: number; shape: 'card' | 'time' | 'field' | 'page' }) {
  const { i18n } = useLingui()
  const keys = Array.from({ length: blocks }, (_unused, index) => `block-${index}`)
  return (
    <div className={`skeleton skeleton-${shape}`} role="status">
      <span className="visually-hidden">{i18n._('status.loading')}</span>
      {keys.map((key) => (
        <span key={key} className="bone" />
      ))}
    </div>
  )
}
