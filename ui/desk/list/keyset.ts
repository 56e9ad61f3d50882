import { useInfiniteQuery } from '@tanstack/react-query'
import type { Page } from '../../shared/views'
import { api, path } from '../api'

/** Rows that were read so far, and how to read on. */
export interface Keyset<T> {
  items?: T[]
  error: unknown
  pending: boolean
  /** being read, for the first time or anew */
  busy: boolean
  /** the rows are those of the filter before: the ones that are asked for are on their way */
  stale: boolean
  again: () => void
  /** reads the next page; absent when there is none */
  more?: () => void
  moreBusy: boolean
}

/**
 * A list of the API read page by page. name is the first part of the cache's key: what makes the list stale (follow.ts) goes by
 * it. Empty query values are left out.
 */
export function useKeyset<T>(name: string, url: string, query: Record<string, string | undefined>, limit = 50): Keyset<T> {
  const read = useInfiniteQuery({
    queryKey: [name, query, limit],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.get<Page<T>>(path(url, { ...query, limit, cursor: pageParam }), { signal }),
    getNextPageParam: (last) => last.next_cursor,
    // The rows before stay, dimmed, while others are read for another filter.
    placeholderData: (before) => before,
  })
  return {
    items: read.data?.pages.flatMap((p) => p.items),
    error: read.error,
    pending: read.isPending,
    busy: read.isFetching && !read.isFetchingNextPage,
    stale: read.isPlaceholderData,
    again: () => void read.refetch(),
    more: read.hasNextPage && !read.isPlaceholderData ? () => void read.fetchNextPage() : undefined,
    moreBusy: read.isFetchingNextPage,
  }
}

/** Two lists shown as one: the first one's rows first, none twice. */
export function joined<T>(a: Keyset<T>, b: Keyset<T>, id: (row: T) => string): Keyset<T> {
  const rows = a.items && b.items && [...new Map([...a.items, ...b.items].map((r) => [id(r), r])).values()]
  return {
    items: rows,
    error: a.error ?? b.error,
    pending: a.pending || b.pending,
    busy: a.busy || b.busy,
    stale: a.stale || b.stale,
    again: () => (a.again(), b.again()),
    more: a.more ?? b.more,
    moreBusy: a.moreBusy || b.moreBusy,
  }
}
