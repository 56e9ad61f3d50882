import { useQuery } from '@tanstack/react-query'
import type { CaseView, Page, Person, TimelineItem } from '../../shared/views'
import { api } from '../api'
import { noteServerTime } from '../parts/ticking'

/** One case in full, as this reader may see it. */
export async function readCase(id: string, signal?: AbortSignal): Promise<CaseView> {
  const v = await api.get<CaseView>(`/api/v1/cases/${encodeURIComponent(id)}`, { signal })
  noteServerTime(v.now)
  return v
}

export function useCase(id: string) {
  return useQuery({ queryKey: ['case', id], queryFn: ({ signal }) => readCase(id, signal) })
}

export function useTimeline(id: string) {
  return useQuery({ queryKey: ['case', id, 'timeline'], queryFn: ({ signal }) => api.get<Page<TimelineItem>>(`/api/v1/cases/${id}/timeline`, { signal }), select: (p) => p.items })
}

/** Who works in a department or below it. */
export function usePeople(department: string | undefined) {
  return useQuery({
    queryKey: ['people', department],
    enabled: !!department,
    staleTime: 60_000,
    queryFn: ({ signal }) => api.get<Page<Person>>(`/api/v1/departments/${department}/people`, { signal }),
    select: (p) => p.items,
  })
}

/** The newest act of a timeline that fits. */
export const lastOf = (items: TimelineItem[] | undefined, fits: (i: TimelineItem) => boolean): TimelineItem | undefined => items?.filter(fits).pop()
