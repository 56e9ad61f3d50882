import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { newKey } from '../../shared/client'
import type { Call, Callback, Caller, ClassSuggestion, Duplicates, Page } from '../../shared/views'
import { api, path, problemOf } from '../api'
import { noteServerTime } from '../parts/ticking'
import { words } from '../words'

export const useLiveCalls = (on = true) =>
  useQuery({ queryKey: ['calls', 'live'], enabled: on, refetchInterval: 60_000, queryFn: ({ signal }) => api.get<Page<Call>>(path('/api/v1/calls', { view: 'live' }), { signal }), select: (p) => p.items })

export const useCallbacks = (on = true) =>
  useQuery({ queryKey: ['callbacks', 'open'], enabled: on, refetchInterval: 60_000, queryFn: ({ signal }) => api.get<Page<Callback>>(path('/api/v1/callbacks', { view: 'open' }), { signal }), select: (p) => p.items })

export const useCaller = (id: string | undefined) =>
  useQuery({
    queryKey: ['call', id],
    enabled: !!id,
    queryFn: async ({ signal }) => {
      const v = await api.get<Caller>(`/api/v1/calls/${id}`, { signal })
      noteServerTime(v.now)
      return v
    },
  })

/** What is known of the matter while it is typed. */
export interface Matter {
  class?: string
  title: string
  content: string
  place?: string
  district?: string
  call_id: string
}

const long = (m: Matter) => Array.from((m.title + m.content).trim()).length >= 6

export const useDuplicates = (m: Matter) =>
  useQuery({
    queryKey: ['duplicates', m],
    enabled: long(m),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.post<Duplicates>('/api/v1/duplicates', { title: cut(m.title, 60), content: cut(m.content, 2000), class: m.class ?? '', place: m.place ?? '', district: m.district ?? '', call_id: m.call_id }, { key: newKey(), signal, tries: 1 }),
  })

export const useSuggestions = (m: Pick<Matter, 'title' | 'content' | 'district'>) =>
  useQuery({
    queryKey: ['suggestions', m.title, m.content, m.district],
    enabled: Array.from((m.title + m.content).trim()).length >= 4,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.post<Page<ClassSuggestion>>('/api/v1/class-suggestions', { title: cut(m.title, 60), content: cut(m.content, 2000), district: m.district ?? '' }, { key: newKey(), signal, tries: 1 }),
    select: (p) => p.items,
  })

const cut = (s: string, n: number) => Array.from(s).slice(0, n).join('')

/** A write on a call or a call-back: refreshes the lists, and says what went wrong. */
export function useWrite<B, T>(to: (b: B) => { path: string; body: unknown; key?: string }, done?: (t: T, b: B) => void) {
  const cache = useQueryClient()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: (b: B) => {
      const r = to(b)
      return api.post<T>(r.path, r.body, { key: r.key ?? newKey() })
    },
    onSuccess: (t, b) => done?.(t, b),
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
    onSettled: () => {
      for (const k of ['calls', 'callbacks', 'call', 'callback']) void cache.invalidateQueries({ queryKey: [k] })
    },
  })
}
