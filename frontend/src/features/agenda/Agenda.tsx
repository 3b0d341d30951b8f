import { lazy, Suspense, useSyncExternalStore } from 'react'
import { Skeleton } from '../../staff/Skeleton'
import type { AgendaGridProps } from './AgendaGrid'
import type { Drop } from './DragGrid'

// The calendar is loaded with the first grid, its drag addon only where there is a mouse: touch cannot use it.
const Plain = lazy(() => import('./AgendaGrid').then(({ AgendaGrid }) => ({ default: AgendaGrid })))
const Dragging = lazy(() => import('./DragGrid').then(({ DragGrid }) => ({ default: DragGrid })))

export interface AgendaProps extends Omit<AgendaGridProps, 'calendar' | 'drag'> {
  onDrop: Drop
}

/** The calendar of a day or a week. Everything it does has a button elsewhere. */
export function Agenda({ onDrop, ...grid }: AgendaProps) {
  const mouse = useMedia('(pointer: fine)')
  return (
    <Suspense fallback={<Skeleton blocks={8} />}>
      {mouse ? <Dragging {...grid} onDrop={onDrop} /> : <Plain {...grid} />}
    </Suspense>
  )
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
}
