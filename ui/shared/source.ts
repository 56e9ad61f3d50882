import type { LiveEvent } from './views'

export type LiveState = 'off' | 'connecting' | 'live' | 'reconnecting'

/** What a source tells its listener. `reset`: events were missed; read everything anew. */
export type LiveNews = { type: 'event'; event: LiveEvent } | { type: 'reset' } | { type: 'state'; state: LiveState }

/** Waits between attempts after a refusal, seconds; the last one repeats. */
export const waits = [1, 2, 5, 10, 30]

/** After how many milliseconds without a connection the page says so. */
export const patience = 3000

export interface SourceOptions {
  /** Path of the stream with `as` already in it or not; `after` is added. */
  url: string
  pollURL: string
  emit: (n: LiveNews) => void
  /** Makes an event stream; undefined where the browser has none: then events are polled. */
  open?: (url: string) => EventSource
  fetch?: typeof fetch
  random?: () => number
}

/**
 * One live stream. A browser gives an EventSource up for good after an answer other than 200, so it is made anew with growing
 * waits, going on behind the last event. After three refused streams without a single good one it asks by long poll instead.
 */
export class Source {
  private readonly o: SourceOptions
  private es?: EventSource
  private last = ''
  private refusals = 0
  private everLive = false
  private state: LiveState = 'off'
  private retry?: ReturnType<typeof setTimeout>
  private worry?: ReturnType<typeof setTimeout>
  private polling?: AbortController

  constructor(o: SourceOptions) {
    this.o = o
  }

  start(): void {
    if (this.state !== 'off') return
    this.set('connecting')
    this.connect()
  }

  /** Closes and opens again, as after signing in or out. */
  restart(): void {
    this.stop()
    this.last = ''
    this.refusals = 0
    this.everLive = false
    this.start()
  }

  stop(): void {
    this.es?.close()
    this.es = undefined
    this.polling?.abort()
    this.polling = undefined
    clearTimeout(this.retry)
    clearTimeout(this.worry)
    this.worry = undefined
    this.set('off')
  }

  get position(): string {
    return this.last
  }

  private set(state: LiveState): void {
    if (state === this.state) return
    this.state = state
    this.o.emit({ type: 'state', state })
  }

  private url(base: string, extra = ''): string {
    const q = [this.last ? `after=${encodeURIComponent(this.last)}` : '', extra].filter(Boolean).join('&')
    return q ? base + (base.includes('?') ? '&' : '?') + q : base
  }

  private connect(): void {
    if (!this.o.open) {
      void this.poll()
      return
    }
    const es = this.o.open(this.url(this.o.url))
    this.es = es
    es.addEventListener('ready', (e) => {
      this.note(e)
      this.good()
    })
    es.addEventListener('reset', (e) => {
      this.note(e)
      this.good()
      this.o.emit({ type: 'reset' })
    })
    es.onmessage = (e) => {
      this.note(e)
      this.good()
      this.o.emit({ type: 'event', event: JSON.parse(e.data as string) as LiveEvent })
    }
    es.onerror = () => {
      this.lost()
      if (es.readyState !== 2 /* CLOSED */) return // the browser tries again by itself
      es.close()
      this.again()
    }
  }

  private note(e: Event): void {
    const id = (e as MessageEvent).lastEventId
    if (id) this.last = id
  }

  private good(): void {
    this.refusals = 0
    this.everLive = true
    clearTimeout(this.worry)
    this.worry = undefined
    this.set('live')
  }

  private lost(): void {
    this.worry ??= setTimeout(() => this.set('reconnecting'), patience)
  }

  private again(): void {
    const wait = waits[Math.min(this.refusals, waits.length - 1)]!
    this.refusals++
    const next = !this.everLive && this.refusals >= 3 ? () => void this.poll() : () => this.connect()
    this.retry = setTimeout(next, wait * 1000 * (0.8 + 0.4 * (this.o.random ?? Math.random)()))
  }

  private async poll(): Promise<void> {
    const stop = new AbortController()
    this.polling = stop
    while (!stop.signal.aborted) {
      try {
        const res = await (this.o.fetch ?? fetch)(this.url(this.o.pollURL, 'wait=25'), { signal: stop.signal, credentials: 'same-origin' })
        if (!res.ok) throw new Error(String(res.status))
        const page = (await res.json()) as { items: LiveEvent[]; position: string; reset?: boolean }
        if (stop.signal.aborted) return
        this.last = page.position
        this.good()
        if (page.reset) this.o.emit({ type: 'reset' })
        for (const event of page.items) this.o.emit({ type: 'event', event })
      } catch {
        if (stop.signal.aborted) return
        this.lost()
        const wait = waits[Math.min(this.refusals++, waits.length - 1)]!
        await new Promise((r) => setTimeout(r, wait * 1000))
      }
    }
  }
}
