import { useQuery } from '@tanstack/react-query'
import type { Conversation, ConversationItem, Page } from '../../shared/views'
import { api, path } from '../api'
import { noteServerTime } from '../parts/ticking'

export type TalkView = 'queue' | 'mine' | 'asked' | 'talking' | 'ended'

export function useTalks(view: TalkView, on = true) {
  return useQuery({
    queryKey: ['conversations', view],
    enabled: on,
    queryFn: ({ signal }) => api.get<Page<ConversationItem>>(path('/api/v1/conversations', { view, limit: 50 }), { signal }),
    select: (p) => p.items,
  })
}

export const readTalk = (id: string) => async ({ signal }: { signal: AbortSignal }) => {
  const v = await api.get<Conversation>(`/api/v1/conversations/${id}`, { signal })
  noteServerTime(v.now)
  return v
}

export function useTalk(id: string | undefined) {
  return useQuery({ queryKey: ['conversation', id], enabled: !!id, queryFn: readTalk(id ?? '') })
}
