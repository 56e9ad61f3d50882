import { newKey, type Client } from '../../shared/client'
import type { Live } from '../../shared/live'
import { Problem } from '../../shared/problem'
import type { Conversation, Queue, TurnAnswer, Utterance } from '../../shared/views'
import { Cell } from '../cell'
import { keep, recall } from '../kept'
import { Outbox } from './outbox'

export type Stage = 'none' | 'bot' | 'queued' | 'human' | 'ended' | 'rated'

export type DownReason = 'wrong' | 'unclear' | 'outdated' | 'unsolved'

export interface TalkState {
  id?: string
  stage: Stage
  rev: number
  lines: Utterance[]
  /** lines of conversations that ended before this one, on this page */
  before: Utterance[]
  agent?: string
  queue?: Queue
  satisfied?: number
  /** the server is being asked right now */
  sending: boolean
  /** an act other than a line that is under way */
  busy?: string
  /** the last act that failed */
  problem?: Problem
  resumed: boolean
}

/** Where the id of the open conversation is kept, so that the other tabs of this browser notice it. */
const open = 'conversation'

/** Waits before a line is sent again, seconds; the last one repeats. */
export const resend = [2, 5, 10, 30]

/**
 * The citizen's talk with the bot or an agent. Every line is first written into the outbox and leaves it only when the server
 * has confirmed it; while the server is out of reach it is sent again by itself, under its key, so it counts once.
 */
export class Talk extends Cell<TalkState> {
  readonly outbox = new Outbox()
  private readonly api: Client
  private readonly live?: Live
  private followed?: () => void
  private draining = false
  private tries = 0
  private timer?: ReturnType<typeof setTimeout>
  private queueTimer?: ReturnType<typeof setInterval>

  constructor(api: Client, live?: Live) {
    super({ stage: 'none', rev: 0, lines: [], before: [], sending: false, resumed: false })
    this.api = api
    this.live = live
  }

  private put(part: Partial<TalkState>): void {
    this.set({ ...this.value, ...part })
  }

  /** Takes up the conversation of before a reload, and sends what was still on its way. */
  async resume(): Promise<void> {
    await this.current()
    this.put({ resumed: true })
    addEventListener('online', () => this.hurry())
    addEventListener('storage', (e) => {
      if (e.key === null || e.key === `minhu.${open}`) void this.join(recall<string>(open))
    })
    void this.drain()
  }

  /** Takes up the conversation that the server says is open. */
  private async current(): Promise<void> {
    try {
      const c = await this.api.get<Conversation | undefined>('/api/v1/current-conversation')
      if (c && c.stage !== 'rated' && c.id !== this.value.id) {
        if (this.value.id) this.renew()
        this.take(c)
      }
    } catch (e) {
      if (!(e instanceof Problem)) throw e // out of reach: the page works, and lines wait
    }
  }

  /** Another tab has opened a conversation: this one goes along, unless it has a line of its own under way. */
  private async join(id?: string): Promise<void> {
    if (!id || id === this.value.id || this.value.sending) return
    await this.current()
  }

  /** Sends a line, or keeps it until it can be sent. */
  send(text: string): void {
    const line = text.trim()
    if (!line) return
    const { stage } = this.value
    if (stage === 'ended' || stage === 'rated') this.renew()
    this.outbox.add(line)
    this.tell()
    this.hurry()
  }

  /** Tries again at once, as when the network has come back. */
  hurry(): void {
    clearTimeout(this.timer)
    void this.drain()
  }

  retry(key: string): void {
    this.outbox.change(key, { refused: undefined })
    this.tell()
    this.hurry()
  }

  discard(key: string): void {
    this.outbox.remove(key)
    this.tell()
  }

  /** Leaves the present conversation behind; the next line opens a new one. */
  renew(): void {
    this.followed?.()
    this.followed = undefined
    clearInterval(this.queueTimer)
    this.put({ id: undefined, stage: 'none', rev: 0, before: [...this.value.before, ...this.value.lines], lines: [], queue: undefined, agent: undefined, satisfied: undefined, problem: undefined })
  }

  private async drain(): Promise<void> {
    if (this.draining) return
    this.draining = true
    try {
      for (let line = this.outbox.next; line; line = this.outbox.next) {
        const route = line.route ?? this.value.id ?? 'new'
        if (!line.route) this.outbox.change(line.key, { route })
        this.put({ sending: true })
        try {
          const path = route === 'new' ? '/api/v1/conversations' : `/api/v1/conversations/${route}/utterances`
          const answer = await this.api.post<TurnAnswer>(path, { text: line.text }, { key: line.key, tries: 1 })
          this.tries = 0
          this.outbox.remove(line.key)
          this.answered(answer)
        } catch (e) {
          if (!(e instanceof Problem)) throw e
          if (e.transient) {
            const wait = Math.max(resend[Math.min(this.tries++, resend.length - 1)]!, e.retryAfter ?? 0)
            this.timer = setTimeout(() => void this.drain(), wait * 1000)
            return
          }
          if (route !== 'new' && (e.code === 'conversation_ended' || e.code === 'not_found')) {
            this.renew()
            this.outbox.reroute(line.key)
          } else {
            this.outbox.change(line.key, { refused: e.code })
            this.put({ problem: e })
          }
        }
      }
    } finally {
      this.draining = false
      this.put({ sending: false })
    }
  }

  private answered(a: TurnAnswer): void {
    const fresh = a.id !== this.value.id
    this.put({ id: a.id, stage: a.stage as Stage, rev: a.rev, lines: merge(fresh ? [] : this.value.lines, a.utterances), queue: a.queue, problem: undefined })
    if (fresh) this.watch(a.id)
    this.watchQueue()
    const last = this.value.lines[this.value.lines.length - 1]
    if (this.missing()) void this.refresh()
    // Whoever asked for a person in words has asked for a person.
    if (a.stage === 'bot' && last?.intent === 'human') this.wantsHuman?.()
  }

  /** Called when the citizen's words asked for a person. */
  wantsHuman?: () => void

  private missing(): boolean {
    const { lines } = this.value
    return lines.some((l, i) => l.seq !== i + 1)
  }

  private take(c: Conversation): void {
    this.put({ id: c.id, stage: c.stage as Stage, rev: c.rev, lines: c.utterances, queue: c.queue, agent: c.agent_name, satisfied: c.satisfied })
    this.watch(c.id)
    this.watchQueue()
  }

  private watch(id: string): void {
    if (recall<string>(open) !== id) keep(open, id)
    this.followed?.()
    this.live?.start()
    this.followed = this.live?.follow('conversation', id, (e) => {
      if (!e?.rev || e.rev > this.value.rev) void this.refresh()
    })
  }

  /** The place in the queue moves without an event of one's own. */
  private watchQueue(): void {
    clearInterval(this.queueTimer)
    if (this.value.stage === 'queued') this.queueTimer = setInterval(() => void this.refresh(), 15_000)
  }

  /** Reads what was added since. */
  async refresh(): Promise<void> {
    const { id, lines } = this.value
    if (!id) return
    const after = this.missing() ? 0 : (lines[lines.length - 1]?.seq ?? 0)
    try {
      const a = await this.api.get<TurnAnswer>(`/api/v1/conversations/${id}/utterances?after=${after}`)
      if (this.value.id !== id || a.rev < this.value.rev) return
      const all = merge(this.value.lines, a.utterances)
      const taken = [...all].reverse().find((l) => l.notice === 'taken' || l.notice === 'transferred')
      this.put({ stage: a.stage as Stage, rev: a.rev, queue: a.queue, lines: all, agent: taken ? taken.data?.agent : this.value.agent })
      this.watchQueue()
    } catch (e) {
      if (!(e instanceof Problem)) throw e // the next event or the next tick asks again
    }
  }

  /** Takes an act; true when it was done. A problem stays in the state until the next act. */
  async act(name: string, fields: Record<string, string> = {}): Promise<boolean> {
    const { id } = this.value
    if (!id || this.value.busy) return false
    this.put({ busy: name, problem: undefined })
    try {
      const a = await this.api.act('conversations', id, name, 0, fields, { key: newKey(), tries: 3 })
      this.put({ stage: a.stage as Stage, rev: Math.max(a.rev, this.value.rev) })
      await this.refresh()
      return true
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      this.put({ problem: e })
      if (e.status === 409) await this.refresh()
      return false
    } finally {
      this.put({ busy: undefined })
    }
  }

  async vote(seq: number, reason?: DownReason): Promise<boolean> {
    const done = await this.act(reason ? 'downvote' : 'upvote', reason ? { utterance: String(seq), downvote_reason: reason } : { utterance: String(seq) })
    if (done) this.put({ lines: this.value.lines.map((l) => (l.seq === seq ? { ...l, vote: reason ? 'down' : 'up', vote_reason: reason } : l)) })
    return done
  }

  async rate(satisfied: string, solved: string, comment: string): Promise<boolean> {
    const fields: Record<string, string> = { satisfied }
    if (solved) fields.solved = solved
    if (comment.trim()) fields.comment = comment.trim()
    const done = await this.act('rate', fields)
    if (done) this.put({ satisfied: Number(satisfied) })
    return done
  }
}

/** Lines by their number; a line that comes again takes the place of the one before. */
export function merge(old: Utterance[], add: Utterance[]): Utterance[] {
  const by = new Map(old.map((l) => [l.seq, l]))
  for (const l of add) by.set(l.seq, { ...by.get(l.seq), ...l })
  return [...by.values()].sort((a, b) => a.seq - b.seq)
}
