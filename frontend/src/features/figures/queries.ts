import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { downloadFigure, type Figure } from '../../api/client'
import { getFiguresOptions } from '../../api/client/@tanstack/react-query.gen'
import type { Period } from './period'

export interface Asked extends Pick<Period, 'from' | 'to'> {
  location: number | null
}

const queryOf = ({ from, to, location }: Asked) => ({ from, to, ...(location !== null && { location }) })

/** The figures of some days; those of before stay on screen while others are counted. */
export function useFigures(asked: Asked) {
  return useQuery({
    ...getFiguresOptions({ query: queryOf(asked) }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}

/** One figure as a table for a spreadsheet. */
export async function saveFigure(figure: Figure, asked: Asked, name: string): Promise<void> {
  const { data } = await downloadFigure({
    query: { ...queryOf(asked), figure },
    parseAs: 'blob',
    throwOnError: true,
  })
  const address = URL.createObjectURL(data as unknown as Blob)
  const link = document.createElement('a')
  link.href = address
  link.download = `${name}-${asked.from}-${asked.to}.csv`
  link.click()
  URL.revokeObjectURL(address)
}
