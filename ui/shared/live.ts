import { Source, type LiveNews, type LiveState } from './source'
import type { LiveEvent } from './views'

export type { LiveNews, LiveState } from './source'

interface Pipe {
  say(what: 'start' | 'restart' | 'bye'): void
}

/**
 * The live stream as pages use it: start it once there is somebody to follow, subscribe, and read anew what an event names.
 * It is owned by a SharedWorker where there is one; else by this page; else events are polled.
 */
export class Live {
  private readonly url: string
  private readonly pollURL: string
  private readonly name: string
  private readonly listeners = new Set<(n: LiveNews) => void>()
  private pipe?: Pipe
  private now: LiveState = 'off'

  constructor(as?: 'citizen') {
    this.url = as ? '/api/v1/events?as=citizen' : '/api/v1/events'
    this.pollURL = as ? '/api/v1/events/poll?as=citizen' : '/api/v1/events/poll'
    this.name = as ? 'minhu-citizen' : 'minhu-desk'
  }

  get state(): LiveState {
    return this.now
  }

  /** Begins the stream; doing so twice does no harm. */
  start(): void {
    if (this.pipe) return
    this.pipe = this.shared() ?? this.own()
    this.pipe.say('start')
    addEventListener('pagehide', this.leave)
  }

  /** Begins anew in another's name: after signing in or out, or when a visitor has become a citizen. */
  restart(): void {
    if (!this.pipe) this.start()
    else this.pipe.say('restart')
  }

  stop(): void {
    removeEventListener('pagehide', this.leave)
    this.pipe?.say('bye')
    this.pipe = undefined
  }

  subscribe(f: (n: LiveNews) => void): () => void {
    this.listeners.add(f)
    return () => this.listeners.delete(f)
  }

  /** Calls f for events about one thing, and on reset. */
  follow(kind: string, id: string, f: (e?: LiveEvent) => void): () => void {
    return this.subscribe((n) => {
      if (n.type === 'reset') f()
      else if (n.type === 'event' && n.event.subject_kind === kind && n.event.subject_id === id) f(n.event)
    })
  }

  private readonly emit = (n: LiveNews): void => {
    if (n.type === 'state') this.now = n.state
    for (const f of [...this.listeners]) f(n)
  }

  // A page that comes back from the browser's cache starts again.
  private readonly leave = (): void => {
    const resume = (e: PageTransitionEvent) => {
      if (!e.persisted) return
      removeEventListener('pageshow', resume)
      this.pipe?.say('start')
      this.emit({ type: 'reset' })
    }
    addEventListener('pageshow', resume)
    this.pipe?.say('bye')
  }

  private shared(): Pipe | undefined {
    if (typeof SharedWorker === 'undefined') return undefined
    try {
      const worker = new SharedWorker(new URL('./live.worker.ts', import.meta.url), { type: 'module', name: this.name })
      const { port } = worker
      port.onmessage = (e: MessageEvent<LiveNews>) => this.emit(e.data)
      worker.onerror = () => {
        this.pipe = this.own()
        this.pipe.say('start')
      }
      return { say: (what) => port.postMessage({ do: what, url: this.url, pollURL: this.pollURL }) }
    } catch {
      return undefined
    }
  }

  private own(): Pipe {
    const source = new Source({ url: this.url, pollURL: this.pollURL, emit: this.emit, open: typeof EventSource === 'undefined' ? undefined : (u) => new EventSource(u) })
    return {
      say: (what) => {
        if (what === 'start') source.start()
        else if (what === 'restart') source.restart()
        else source.stop()
      },
    }
  }
}
