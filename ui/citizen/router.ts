import { useEffect, useState } from 'preact/hooks'

export interface Route {
  /** "" (咨询), "board", "case", "track" … and what follows. */
  path: string[]
  query: URLSearchParams
}

/** Reads "#/case/new?kind=complaint". The address before # never changes, so the page also runs in a folder or a host app. */
export function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  return { path: path.split('/').filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) }
}

export function go(to: string, replace = false): void {
  if (replace) location.replace(`#/${to}`)
  else location.hash = `#/${to}`
}

export function useRoute(): Route {
  const [route, set] = useState(() => parse(location.hash))
  useEffect(() => {
    const read = () => set(parse(location.hash))
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  return route
}
