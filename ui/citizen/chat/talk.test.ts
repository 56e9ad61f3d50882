import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Client } from '../../shared/client'
import type { Transport, TransportRequest } from '../../shared/transport'
import type { Utterance } from '../../shared/views'
import { merge, Talk } from './talk'

const line = (seq: number, speaker: string, text: string): Utterance => ({ seq, speaker, kind: speaker === 'citizen' ? 'question' : 'answer', at: '2026-03-06T01:00:00Z', text })
const turn = (id: string, from: number, text: string) => ({ id, stage: 'bot', rev: from, utterances: [line(from, 'citizen', text), line(from + 1, 'bot', '答')] })
const problem = (status: number, code: string) => ({ status, body: { code, status, title: '中', title_en: 'E' } })

/** A server that answers each request by the function the test gives. */
function world(answer: (r: TransportRequest) => { status: number; body?: unknown } | 'lost') {
  const asked: TransportRequest[] = []
  const transport: Transport = {
    async send(r) {
      if (r.path === '/api/v1/current-conversation') return { status: 204, header: () => null, text: '' }
      asked.push({ ...r, headers: { ...r.headers } })
      const a = answer(r)
      if (a === 'lost') throw new TypeError('lost')
      return { status: a.status, header: () => null, text: JSON.stringify(a.body) }
    },
  }
  return { asked, talk: new Talk(new Client({ transport, sleep: async () => undefined })), transport }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('talk', () => {
  beforeEach(() => {
    localStorage.clear()
    vi.useFakeTimers()
  })
  afterEach(() => vi.useRealTimers())

  it('shows a line at once and puts the answer in its place', async () => {
    const w = world((r) => ({ status: 201, body: turn('c1', 1, JSON.parse(r.body!).text) }))
    w.talk.send('居住证怎么办')
    expect(w.talk.outbox.all.map((p) => p.text)).toEqual(['居住证怎么办'])
    await settle()
    expect(w.talk.outbox.all).toEqual([])
    expect(w.talk.value.lines.map((l) => l.seq)).toEqual([1, 2])
    expect(w.asked[0]!.path).toBe('/api/v1/conversations')
    w.talk.send('  ')
    expect(w.talk.outbox.all).toEqual([])
  })

  it('keeps a line while the server is away and sends it again by itself under its key', async () => {
    let away = true
    const w = world((r) => (away ? 'lost' : { status: 201, body: turn('c1', 1, JSON.parse(r.body!).text) }))
    w.talk.send('问')
    await settle()
    expect(w.talk.outbox.all).toHaveLength(1)
    expect(w.talk.value.sending).toBe(false)
    away = false
    await vi.advanceTimersByTimeAsync(2000)
    expect(w.talk.value.lines).toHaveLength(2)
    expect(new Set(w.asked.map((r) => r.headers['Idempotency-Key'])).size).toBe(1)
  })

  it('outlives a reload: a new page sends what waited, to the same place under the same key', async () => {
    const first = world(() => problem(503, 'engine_unavailable'))
    first.talk.send('没发出去的话')
    await settle()
    const second = world((r) => ({ status: 201, body: turn('c1', 1, JSON.parse(r.body!).text) }))
    await second.talk.resume()
    await settle()
    expect(second.asked[0]!.headers['Idempotency-Key']).toBe(first.asked[0]!.headers['Idempotency-Key'])
    expect(second.asked[0]!.path).toBe(first.asked[0]!.path)
    expect(second.talk.value.lines[0]!.text).toBe('没发出去的话')
  })

  it('sends lines in order, the second into the conversation that the first opened', async () => {
    const w = world((r) => (r.path.endsWith('/utterances') ? { status: 200, body: turn('c1', 3, '二') } : { status: 201, body: turn('c1', 1, '一') }))
    w.talk.send('一')
    w.talk.send('二')
    await settle()
    expect(w.asked.map((r) => r.path)).toEqual(['/api/v1/conversations', '/api/v1/conversations/c1/utterances'])
    expect(w.talk.value.lines.map((l) => l.seq)).toEqual([1, 2, 3, 4])
  })

  it('opens a new conversation when the old one has ended meanwhile', async () => {
    const w = world((r) => (r.path.endsWith('/utterances') ? problem(409, 'conversation_ended') : { status: 201, body: turn(w.asked.length > 1 ? 'c2' : 'c1', 1, JSON.parse(r.body!).text) }))
    w.talk.send('一')
    await settle()
    w.talk.send('二')
    await settle()
    expect(w.talk.value.id).toBe('c2')
    expect(w.talk.value.before.map((l) => l.text)).toEqual(['一', '答'])
    expect(w.talk.value.lines[0]!.text).toBe('二')
    expect(w.asked[1]!.headers['Idempotency-Key']).not.toBe(w.asked[2]!.headers['Idempotency-Key'])
  })

  it('marks what was refused for good; the citizen may try again or delete it', async () => {
    let good = false
    const w = world((r) => (good ? { status: 201, body: turn('c1', 1, JSON.parse(r.body!).text) } : problem(422, 'validation_failed')))
    w.talk.send('问')
    await settle()
    expect(w.talk.outbox.all[0]!.refused).toBe('validation_failed')
    good = true
    w.talk.retry(w.talk.outbox.all[0]!.key)
    await settle()
    expect(w.talk.outbox.all).toEqual([])
    expect(w.talk.value.lines).toHaveLength(2)
  })

  it('asks for a person when the words did', async () => {
    const wants = vi.fn()
    const w = world(() => ({ status: 201, body: { ...turn('c1', 1, '转人工'), utterances: [line(1, 'citizen', '转人工'), { ...line(2, 'bot', '好的'), intent: 'human' }] } }))
    w.talk.wantsHuman = wants
    w.talk.send('转人工')
    await settle()
    expect(wants).toHaveBeenCalledOnce()
  })

  it('records a downvote with its reason on the line', async () => {
    const w = world((r) => (r.path.includes('/actions/') ? { status: 200, body: { id: 'c1', rev: 2, stage: 'bot' } } : r.method === 'GET' ? { status: 200, body: { id: 'c1', stage: 'bot', rev: 2, utterances: [] } } : { status: 201, body: turn('c1', 1, '问') }))
    w.talk.send('问')
    await settle()
    expect(await w.talk.vote(2, 'unclear')).toBe(true)
    expect(JSON.parse(w.asked[1]!.body!)).toEqual({ rev: 0, fields: { utterance: '2', downvote_reason: 'unclear' } })
    expect(w.talk.value.lines[1]).toMatchObject({ vote: 'down', vote_reason: 'unclear' })
  })

  it('merges lines by number, later ones over earlier ones', () => {
    expect(merge([line(1, 'citizen', 'a'), line(3, 'bot', 'c')], [line(2, 'bot', 'b'), line(3, 'bot', 'd')]).map((l) => l.text)).toEqual(['a', 'b', 'd'])
  })
})
