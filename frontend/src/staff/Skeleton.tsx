import { useLingui } from '@lingui/react'

/** Grey blocks of the size of what is coming, so that nothing jumps. */
export function Skeleton({ blocks }: { blocks: number }) {
  const { i18n } = useLingui()
  const keys = Array.from({ length: blocks }, (_unused, index) => `block-${index}`)
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{i18n._('staff.loading')}</span>
      {keys.map((key) => (
        <span key={key} className="bone" />
      ))}
    </div>
  )
}
