import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { CaseItem, Page } from '../../shared/views'
import { api, path } from '../api'
import { useKeys } from '../parts/keys'

export function useCases(filter: Record<string, string | undefined>, limit = 50) {
  return useInfiniteQuery({
    queryKey: ['cases', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.get<Page<CaseItem>>(path('/api/v1/cases', { ...filter, limit, cursor: pageParam }), { signal }),
    getNextPageParam: (last) => last.next_cursor,
  })
}

/** J and K move through rows; the open one stays in sight. */
export function useRows(ids: string[], at: string | undefined, open: (id: string) => void): void {
  const step = (n: number) => () => {
    if (!ids.length) return
    const now = at ? ids.indexOf(at) : -1
    const to = ids[Math.max(0, Math.min(ids.length - 1, now < 0 ? 0 : now + n))]
    if (to) open(to)
  }
  useKeys({
    j: step(1),
    k: step(-1),
    ArrowDown: step(1),
    ArrowUp: step(-1),
    '/': () => document.querySelector<HTMLInputElement>('[data-search]')?.focus(),
  })
  useEffect(() => {
    if (at) document.querySelector(`[data-row="${CSS.escape(at)}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])
}
