import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { LiveNews } from '../shared/live'
import type { LiveEvent } from '../shared/views'

/** The reads that an event makes stale. The thing itself is read at once; what only counts things waits a little. */
export function staleBy(e: Pick<LiveEvent, 'subject_kind' | 'subject_id'>): { now: QueryKey[]; soon: QueryKey[] } {
  switch (e.subject_kind) {
    case 'conversation':
      return { now: [['conversation', e.subject_id], ['conversations']], soon: [['board'], ['statistics'], ['misses'], ['agents']] }
    case 'case':
      return { now: [['case', e.subject_id]], soon: [['cases'], ['board'], ['statistics'], ['ledger']] }
    case 'message':
      return { now: [['message', e.subject_id]], soon: [['messages'], ['board']] }
    case 'call':
      return { now: [['call', e.subject_id], ['calls']], soon: [['board']] }
    case 'callback':
      return { now: [['callback', e.subject_id], ['callbacks']], soon: [['board'], ['calls']] }
    case 'agent':
      return { now: [['presence'], ['agents']], soon: [['board'], ['conversations']] }
    case 'handover':
      return { now: [['handovers'], ['conversations']], soon: [['calls'], ['callbacks'], ['agents']] }
    case 'staff':
      return { now: [['person', e.subject_id], ['staff'], ['access']], soon: [] }
    case 'article':
      return { now: [['article', e.subject_id]], soon: [['articles'], ['categories']] }
    case 'notice':
      return { now: [['notice-count'], ['notices']], soon: [] }
    default:
      return { now: [], soon: [['board']] }
  }
}

/** How long counts wait for further events, in milliseconds. */
export const settle = 1200

/** Passes live events on to the cache until the returned function is called. */
export function followLive(subscribe: (f: (n: LiveNews) => void) => () => void, cache: Pick<QueryClient, 'invalidateQueries'>): () => void {
  const waiting = new Map<string, QueryKey>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    for (const queryKey of waiting.values()) void cache.invalidateQueries({ queryKey })
    waiting.clear()
  }
  const stop = subscribe((n) => {
    if (n.type === 'reset') void cache.invalidateQueries()
    if (n.type !== 'event') return
    const { now, soon } = staleBy(n.event)
    for (const queryKey of now) void cache.invalidateQueries({ queryKey })
    for (const k of soon) waiting.set(String(k[0]), k)
    timer ??= setTimeout(flush, settle)
  })
  return () => {
    stop()
    clearTimeout(timer)
  }
}
