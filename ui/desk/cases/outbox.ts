import { newKey } from '../../shared/client'
import type { Problem } from '../../shared/problem'

/** An act that was taken without a network and that the server has not confirmed yet. */
export interface Waiting {
  key: string
  id: string
  act: string
  rev: number
  fields: Record<string, string>
  /** what the act is called, and on what */
  label: string
  title: string
  /** milliseconds */
  at: number
  /** it was sent at least once under this key: its content must stay as it is */
  tried?: boolean
  /** the server's sentence, where it refused for good */
  refused?: string
  /** the revision to go by, where the refusal named one */
  rev_now?: number
}

type Send = (w: Waiting) => Promise<{ rev: number }>

const most = 50

/**
 * Acts of one person on their way, oldest first. They outlive a reload of the page; each goes out under its own key, so that an
 * act whose answer was lost on the way counts once. Another person on the same browser neither sees nor sends them.
 */
export class Outbox {
  private staff = ''
  private list: Waiting[] = []
  private readonly heard = new Set<() => void>()
  private sending = false

  constructor(private readonly store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined) {}

  /** Whose acts these are; empty for nobody. */
  seat(staff: string): void {
    if (this.staff === staff) return
    this.staff = staff
    this.list = staff ? this.read() : []
    this.tell()
  }

  get all(): readonly Waiting[] {
    return this.list
  }

  of(id: string): Waiting[] {
    return this.list.filter((w) => w.id === id)
  }

  subscribe = (f: () => void): (() => void) => {
    this.heard.add(f)
    return () => this.heard.delete(f)
  }

  snapshot = (): readonly Waiting[] => this.list

  add(w: Omit<Waiting, 'at'>): void {
    this.keep([...this.list.filter((x) => x.key !== w.key), { ...w, at: Date.now() }].slice(-most))
  }

  drop(key: string): void {
    this.keep(this.list.filter((w) => w.key !== key))
  }

  /** Lets a refused act be sent anew, by the revision that its refusal named. */
  again(key: string): void {
    this.keep(this.list.map((w) => (w.key === key ? { ...w, key: newKey(), rev: w.rev_now ?? w.rev, tried: false, refused: undefined, rev_now: undefined } : w)))
  }

  /** What another tab changed. */
  reread(): void {
    if (!this.staff) return
    this.list = this.read()
    this.tell()
  }

  /** Sends what waits, one after the other, until the network fails; returns how many arrived. */
  async flush(send: Send, problemOf: (e: unknown) => Problem, say: (p: Problem) => string): Promise<number> {
    if (this.sending) return 0
    this.sending = true
    let n = 0
    try {
      for (let w = this.next(); w; w = this.next()) {
        const now = w
        this.keep(this.list.map((x) => (x.key === now.key ? { ...x, tried: true } : x)))
        try {
          const { rev } = await send(now)
          n++
          // What was done after it on the same case, and was never sent, goes by the revision it made.
          this.keep(this.list.filter((x) => x.key !== now.key).map((x) => (x.id === now.id && !x.tried && x.rev === now.rev ? { ...x, rev } : x)))
        } catch (e) {
          const p = problemOf(e)
          if (p.transient || p.code === 'not_signed_in') return n
          this.keep(this.list.map((x) => (x.key === now.key ? { ...x, refused: say(p), rev_now: p.rev } : x)))
        }
      }
      return n
    } finally {
      this.sending = false
    }
  }

  private next(): Waiting | undefined {
    // A refused act holds back the later ones of its case: they were meant to follow it.
    const stuck = new Set<string>()
    for (const w of this.list) {
      if (w.refused) stuck.add(w.id)
      else if (!stuck.has(w.id)) return w
    }
    return undefined
  }

  private place = () => `minhu.desk.outbox.${this.staff}`

  private read(): Waiting[] {
    try {
      const v: unknown = JSON.parse(this.store?.getItem(this.place()) ?? '[]')
      return Array.isArray(v) ? (v as Waiting[]).filter((w) => w && w.key && w.id && w.act) : []
    } catch {
      return [] // storage is closed to us, or holds something else
    }
  }

  private keep(list: Waiting[]): void {
    this.list = list
    try {
      if (!this.staff) return
      if (list.length) this.store?.setItem(this.place(), JSON.stringify(list))
      else this.store?.removeItem(this.place())
    } catch {
      // it lives as long as this page
    } finally {
      this.tell()
    }
  }

  private tell(): void {
    for (const f of this.heard) f()
  }
}

const storage = () => {
  try {
    return localStorage
  } catch {
    return undefined
  }
}

/** The acts on their way of whoever is signed in. */
export const outbox = new Outbox(typeof window === 'undefined' ? undefined : storage())
