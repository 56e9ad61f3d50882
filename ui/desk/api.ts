import { QueryClient } from '@tanstack/react-query'
import { Client } from '../shared/client'
import { Live } from '../shared/live'
import { Problem } from '../shared/problem'

const ended = new Set<() => void>()

/** Calls f when the server says that the session has ended. */
export function onSignedOut(f: () => void): () => void {
  ended.add(f)
  return () => ended.delete(f)
}

export const api = new Client({ onSignedOut: () => ended.forEach((f) => f()) })
export const live = new Live()

/** Reads are retried by the client itself; a page shows what it had while it reads anew. */
export const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, retry: false, refetchOnWindowFocus: true }, mutations: { retry: false } },
})

/** Path with query parameters; empty ones are left out. */
export function path(base: string, query: Record<string, string | number | undefined | null | false>): string {
  const q = new URLSearchParams()
  for (const [k, v] of Object.entries(query)) if (v) q.set(k, String(v))
  const s = q.toString()
  return s ? `${base}?${s}` : base
}

export function problemOf(e: unknown): Problem {
  return e instanceof Problem ? e : new Problem({ code: 'page_error', status: 0, title: '页面出错，请刷新后重试', title_en: 'The page failed; reload and try again' })
}
