import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { patience, Source, waits, type LiveNews } from './source'

/** A stand-in for the browser's EventSource, which jsdom lacks; the test plays the server. */
class FakeStream extends EventTarget {
  static all: FakeStream[] = []
  readyState = 0
  onmessage: ((e: MessageEvent) => void) | null = null
  onerror: (() => void) | null = null
  constructor(readonly url: string) {
    super()
    FakeStream.all.push(this)
  }
  close() {
    this.readyState = 2
  }
  named(name: string, id = '') {
    this.readyState = 1
    this.dispatchEvent(new MessageEvent(name, { data: '{}', lastEventId: id }))
  }
  event(id: string, subject = 's') {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify({ id, name: 'x', subject_kind: 'case', subject_id: subject, at: '' }), lastEventId: id }))
  }
  /** The server refused: closed for good. */
  refused() {
    this.readyState = 2
    this.onerror?.()
  }
  /** The connection broke: the browser tries again by itself. */
  broke() {
    this.readyState = 0
    this.onerror?.()
  }
}

const last = () => FakeStream.all[FakeStream.all.length - 1]!

describe('live stream', () => {
  let news: LiveNews[]
  const states = () => news.flatMap((n) => (n.type === 'state' ? n.state : []))
  const start = (more = {}) => {
    const s = new Source({ url: '/events?as=citizen', pollURL: '/events/poll', emit: (n) => news.push(n), open: (u) => new FakeStream(u) as unknown as EventSource, random: () => 0.5, ...more })
    s.start()
    return s
  }
  beforeEach(() => {
    vi.useFakeTimers()
    FakeStream.all = []
    news = []
  })
  afterEach(() => vi.useRealTimers())

  it('passes events on and goes live', () => {
    start()
    last().named('ready', '1-1')
    last().event('1-2')
    expect(states()).toEqual(['connecting', 'live'])
    expect(news.filter((n) => n.type === 'event')).toHaveLength(1)
  })

  it('is made anew after a refusal, behind the last event, with growing waits', () => {
    start()
    last().named('ready', '1-1')
    last().event('1-7')
    for (const w of waits) {
      const before = FakeStream.all.length
      last().refused()
      vi.advanceTimersByTime(w * 1000 - 1)
      expect(FakeStream.all).toHaveLength(before)
      vi.advanceTimersByTime(2)
      expect(FakeStream.all).toHaveLength(before + 1)
      expect(last().url).toBe('/events?as=citizen&after=1-7')
    }
  })

  it('says that it reconnects only after a while, and that it is live again at once', () => {
    start()
    last().named('ready')
    last().broke()
    vi.advanceTimersByTime(patience - 1)
    expect(states()).toEqual(['connecting', 'live'])
    vi.advanceTimersByTime(1)
    expect(states()).toEqual(['connecting', 'live', 'reconnecting'])
    last().named('ready')
    expect(states().pop()).toBe('live')
  })

  it('hands a reset on', () => {
    start()
    last().named('reset', '9-9')
    expect(news.some((n) => n.type === 'reset')).toBe(true)
  })

  it('asks by poll where streams are refused from the start', async () => {
    const asked: string[] = []
    let answer: (r: Response) => void = () => undefined
    const s = start({
      fetch: (u: string) => {
        asked.push(u)
        return new Promise<Response>((r) => (answer = r))
      },
    })
    for (const w of waits.slice(0, 3)) {
      last().refused()
      await vi.advanceTimersByTimeAsync(w * 1000 + 1)
    }
    expect(FakeStream.all).toHaveLength(3)
    expect(asked).toEqual(['/events/poll?wait=25'])
    answer(new Response(JSON.stringify({ items: [{ id: '2-1', name: 'x', subject_kind: 'case', subject_id: 's', at: '' }], position: '2-1' })))
    await vi.advanceTimersByTimeAsync(0)
    expect(news.filter((n) => n.type === 'event')).toHaveLength(1)
    expect(asked[1]).toBe('/events/poll?after=2-1&wait=25')
    s.stop()
  })

  it('stops for good, and begins anew when told', () => {
    const s = start()
    last().named('ready', '1-1')
    s.stop()
    expect(states().pop()).toBe('off')
    s.restart()
    expect(last().url).toBe('/events?as=citizen')
  })
})
