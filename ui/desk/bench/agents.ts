import { useQuery } from '@tanstack/react-query'
import type { Agents, Handover, Page } from '../../shared/views'
import { api } from '../api'
import { noteServerTime } from '../parts/ticking'
import type { Canned } from './canned'

/** Who is at the desk, with what is in hand. */
export function useAgents(on = true) {
  return useQuery({
    queryKey: ['agents'],
    enabled: on,
    queryFn: async ({ signal }) => {
      const v = await api.get<Agents>('/api/v1/agents', { signal })
      noteServerTime(v.now)
      return v
    },
  })
}

/** Hand-overs of the last day that concern whoever sits here. */
export function useHandovers() {
  return useQuery({ queryKey: ['handovers'], queryFn: ({ signal }) => api.get<Page<Handover>>('/api/v1/handovers', { signal }), select: (p) => p.items })
}

/** The canned replies that the office keeps, of one use. */
export function useCanned(use: string) {
  return useQuery({
    queryKey: ['catalogue', 'template', 'canned'],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => api.get<{ rows: Record<string, string>[] }>('/api/v1/catalogues/template', { signal }),
    select: (v): Canned[] => v.rows.filter((r) => r.active === 'yes' && r.use === use).map((r) => ({ code: r.code ?? '', use: r.use ?? '', title: r.title ?? '', text: r.text ?? '' })),
  })
}
