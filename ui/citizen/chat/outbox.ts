import { newKey } from '../../shared/client'
import { keep, recall } from '../kept'

/** A line that the citizen has sent and that the server has not confirmed yet. It outlives a reload of the page. */
export interface Pending {
  key: string
  text: string
  /**
   * Where it was first sent: a conversation's id, or "new" to open one; absent while untried. It never changes under one key:
   * the answer to the first try may have been lost, and elsewhere the same line would count twice.
   */
  route?: string
  at: number
  /** set when the server refused it for good */
  refused?: string
}

const most = 20

const stored = () => (recall<Pending[]>('outbox') ?? []).filter((p) => p && p.key && p.text)

/** The lines on their way, oldest first, kept on this browser. Other tabs keep theirs in the same place. */
export class Outbox {
  private lines: Pending[] = stored()
  /** keys that this tab is done with */
  private gone = new Set<string>()

  get all(): readonly Pending[] {
    return this.lines
  }

  /** The next line to send: refused ones wait for the citizen. */
  get next(): Pending | undefined {
    return this.lines.find((p) => !p.refused)
  }

  add(text: string): Pending {
    const line: Pending = { key: newKey(), text, at: Date.now() }
    this.lines = [...this.lines, line].slice(-most)
    this.save()
    return line
  }

  change(key: string, part: Partial<Pending>): void {
    if (part.key) this.gone.add(key)
    this.lines = this.lines.map((p) => (p.key === key ? { ...p, ...part } : p))
    this.save()
  }

  /** Lets a line be sent elsewhere, under a key of its own: its conversation took it no more. */
  reroute(key: string): void {
    this.change(key, { key: newKey(), route: undefined })
  }

  remove(key: string): void {
    this.lines = this.lines.filter((p) => p.key !== key)
    this.gone.add(key)
    this.save()
  }

  private save(): void {
    const mine = new Set(this.lines.map((p) => p.key))
    const all = [...stored().filter((p) => !mine.has(p.key) && !this.gone.has(p.key)), ...this.lines]
    keep('outbox', all.length ? all : undefined)
  }
}
