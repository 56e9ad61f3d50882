import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ConversationItem, Page } from '../../shared/views'
import { stopwatch, waitLight } from '../bench/talks'
import { api, path } from '../api'
import { useNow } from '../parts/ticking'
import { say } from '../words'

/** How many citizens wait and the longest of them, on every page of whoever may take a talk. */
export function QueueCount() {
  const now = useNow(1000)
  const { data } = useQuery({
    queryKey: ['conversations', 'queue'],
    queryFn: ({ signal }) => api.get<Page<ConversationItem>>(path('/api/v1/conversations', { view: 'queue', limit: 50 }), { signal }),
    select: (p) => p.items,
  })
  if (!data?.length) return null
  const since = Math.min(...data.map((i) => (i.queued_at ? new Date(i.queued_at).getTime() : now)))
  const seconds = (now - since) / 1000
  return (
    <Link to="/bench" search={{ id: data[0]!.id }} className={`sla sla-${waitLight(seconds)} queue-count`}>
      {say(`排队 ${data.length}`, `${data.length} waiting`)} · {stopwatch(seconds)}
    </Link>
  )
}
