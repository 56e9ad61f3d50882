/**
 * One event stream for all tabs of a browser (HTTP/1.1 allows six connections to a host). The first tab says what to open;
 * each gets every piece of news; when the last has gone the stream is closed.
 */
import { Source, type LiveNews, type LiveState } from './source'

interface Scope {
  onconnect: ((e: MessageEvent) => void) | null
}

const ports = new Set<MessagePort>()
let source: Source | undefined
let state: LiveState = 'off'

function emit(n: LiveNews): void {
  if (n.type === 'state') state = n.state
  for (const p of ports) p.postMessage(n)
}

;(self as unknown as Scope).onconnect = (e) => {
  const port = e.ports[0]
  if (!port) return
  port.onmessage = (m: MessageEvent<{ do: 'start' | 'restart' | 'bye'; url: string; pollURL: string }>) => {
    const { do: what, url, pollURL } = m.data
    if (what === 'bye') {
      ports.delete(port)
      if (ports.size === 0) {
        source?.stop()
        source = undefined
      }
      return
    }
    ports.add(port)
    if (!source) {
      source = new Source({ url, pollURL, emit, open: typeof EventSource === 'undefined' ? undefined : (u) => new EventSource(u) })
      source.start()
    } else if (what === 'restart') source.restart()
    port.postMessage({ type: 'state', state } satisfies LiveNews)
  }
  port.start()
}
