import { fetchTransport, type Transport, type TransportRequest } from './transport'
import { offline, Problem, unreadable, type ProblemBody } from './problem'

/** An idempotency key: made by whoever starts a write, kept over its retries and over reloads of the page. */
export function newKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')
}

export interface WriteOptions {
  /** Kept over retries. */
  key: string
  signal?: AbortSignal
  /** How often to try in all; 1 = do not retry. Default 4. */
  tries?: number
}

export interface ReadOptions {
  signal?: AbortSignal
  tries?: number
}

export interface ClientOptions {
  transport?: Transport
  /** Ask in the citizen's name even where staff are signed in on the same browser. */
  as?: 'citizen'
  /** Waits; tests give their own. */
  sleep?: (ms: number) => Promise<void>
  /** Called after each request: whether the server could serve; when not, with what stood in the way. */
  onReach?: (reached: boolean, why?: Problem) => void
  /** Called when a session has ended (401 on anything but signing in). */
  onSignedOut?: () => void
}

/** Waits before the second, third … try, milliseconds; the last one repeats. */
export const backoff = [400, 1000, 2000, 5000]

const timeout = 15_000

/** The API client of all pages. Answers are parsed JSON; errors are Problems; 204 gives undefined. */
export class Client {
  private readonly o: ClientOptions
  private readonly transport: Transport
  private readonly sleep: (ms: number) => Promise<void>

  constructor(o: ClientOptions = {}) {
    this.o = o
    this.transport = o.transport ?? fetchTransport
    this.sleep = o.sleep ?? ((ms) => new Promise((r) => setTimeout(r, ms)))
  }

  get<T>(path: string, o: ReadOptions = {}): Promise<T> {
    return this.run<T>({ method: 'GET', path, headers: {}, timeout, signal: o.signal }, o.tries ?? 2)
  }

  post<T>(path: string, body: unknown, o: WriteOptions): Promise<T> {
    return this.write<T>('POST', path, body, o)
  }

  put<T>(path: string, body: unknown, o: WriteOptions): Promise<T> {
    return this.write<T>('PUT', path, body, o)
  }

  del(path: string, o: WriteOptions): Promise<void> {
    return this.write<void>('DELETE', path, undefined, o)
  }

  /** Takes an act on a conversation, message or case. */
  act<T = { id: string; rev: number; stage: string }>(kind: 'conversations' | 'messages' | 'cases', id: string, act: string, rev: number, fields: Record<string, string>, o: WriteOptions): Promise<T> {
    return this.post<T>(`/api/v1/${kind}/${encodeURIComponent(id)}/actions/${act}`, { rev, fields }, o)
  }

  private write<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: unknown, o: WriteOptions): Promise<T> {
    const headers: Record<string, string> = { 'Idempotency-Key': o.key }
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    return this.run<T>({ method, path, headers, body: body === undefined ? undefined : JSON.stringify(body), timeout, signal: o.signal }, o.tries ?? 4)
  }

  private async run<T>(r: TransportRequest, tries: number): Promise<T> {
    r.headers.Accept = 'application/json'
    if (this.o.as) r.headers['X-Minhu-As'] = this.o.as
    for (let n = 1; ; n++) {
      try {
        return await this.once<T>(r)
      } catch (e) {
        if (!(e instanceof Problem) || !e.transient || n >= tries || r.signal?.aborted) throw e
        const wait = backoff[Math.min(n - 1, backoff.length - 1)]!
        await this.sleep(Math.max(wait, (e.retryAfter ?? 0) * 1000))
      }
    }
  }

  private async once<T>(r: TransportRequest): Promise<T> {
    let res
    try {
      res = await this.transport.send(r)
    } catch {
      const lost = offline()
      if (!r.signal?.aborted) this.o.onReach?.(false, lost)
      throw lost
    }
    const problem = failure(res.status, res.text, Number(res.header('Retry-After')) || undefined)
    this.o.onReach?.(!problem?.transient, problem)
    if (!problem) return (res.text ? JSON.parse(res.text) : undefined) as T
    if (problem.code === 'not_signed_in') this.o.onSignedOut?.()
    throw problem
  }
}

function failure(status: number, text: string, retryAfter?: number): Problem | undefined {
  let body: unknown
  try {
    body = text ? JSON.parse(text) : undefined
  } catch {
    return unreadable(status < 400 ? 502 : status, retryAfter)
  }
  if (status < 400) return undefined
  if (body && typeof body === 'object' && 'code' in body) return new Problem({ ...(body as ProblemBody), status }, retryAfter)
  return unreadable(status, retryAfter)
}
