/** One request as the pages make it; path begins with /api/v1. */
export interface TransportRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  headers: Record<string, string>
  body?: string
  /** milliseconds until the request counts as lost */
  timeout: number
  signal?: AbortSignal
}

export interface TransportResponse {
  status: number
  header(name: string): string | null
  text: string
}

/**
 * How requests travel. All network use of the pages but the live stream passes here, so that a host app's gateway can take
 * the place of fetch. It rejects with anything when the server was not reached.
 */
export interface Transport {
  send(r: TransportRequest): Promise<TransportResponse>
}

export const fetchTransport: Transport = {
  async send(r) {
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), r.timeout)
    const give = () => stop.abort()
    r.signal?.addEventListener('abort', give)
    if (r.signal?.aborted) give()
    try {
      const res = await fetch(r.path, { method: r.method, headers: r.headers, body: r.body, signal: stop.signal, credentials: 'same-origin' })
      return { status: res.status, header: (n) => res.headers.get(n), text: await res.text() }
    } finally {
      clearTimeout(timer)
      r.signal?.removeEventListener('abort', give)
    }
  },
}
