import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { count } from '../../shared/format'
import type { CaseCounts } from '../../shared/views'
import { api } from '../api'
import { noteServerTime } from '../parts/ticking'
import { words } from '../words'

/** The counters of the reader's scope; what makes lists stale makes them stale too. */
export const useCounts = () =>
  useQuery({
    queryKey: ['cases', 'counts'],
    queryFn: async ({ signal }) => {
      const v = await api.get<CaseCounts>('/api/v1/case-counts', { signal })
      noteServerTime(v.now)
      return v
    },
  })

export interface CounterProps {
  label: string
  n: number | undefined
  to?: string
  search: Record<string, string | undefined>
  on?: boolean
  tone?: 'bad' | 'near'
}

/** A number that opens its list. */
export function Counter({ label, n, to = '.', search, on, tone }: CounterProps) {
  return (
    <Link to={to} search={search as never} className={['counter', on && 'on', n && tone].filter(Boolean).join(' ')} activeProps={{}} aria-current={on ? 'page' : undefined}>
      <b>{n === undefined ? '–' : count(n, words.lang)}</b>
      <span>{label}</span>
    </Link>
  )
}
