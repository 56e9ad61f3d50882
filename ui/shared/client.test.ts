import { describe, expect, it } from 'vitest'
import { Client, newKey } from './client'
import { Problem } from './problem'
import type { Transport, TransportRequest } from './transport'

const problem = (status: number, code: string, more = {}) => JSON.stringify({ code, status, title: '中文', title_en: 'English', ...more })

type Answer = { status: number; text?: string; headers?: Record<string, string> } | 'lost'

/** A server that gives these answers in turn and remembers what it was asked. */
function server(...answers: Answer[]): { transport: Transport; asked: TransportRequest[] } {
  const asked: TransportRequest[] = []
  return {
    asked,
    transport: {
      async send(r) {
        asked.push({ ...r, headers: { ...r.headers } })
        const a = answers[Math.min(asked.length, answers.length) - 1]!
        if (a === 'lost') throw new TypeError('network')
        return { status: a.status, text: a.text ?? '', header: (n) => a.headers?.[n] ?? null }
      },
    },
  }
}

const client = (s: ReturnType<typeof server>, waits: number[] = []) => new Client({ transport: s.transport, sleep: async (ms) => void waits.push(ms) })

describe('client', () => {
  it('keeps the key over retries and waits as long as the server asks', async () => {
    const s = server('lost', { status: 503, text: problem(503, 'engine_unavailable'), headers: { 'Retry-After': '3' } }, { status: 201, text: '{"id":"1"}' })
    const waits: number[] = []
    const key = newKey()
    expect(await client(s, waits).post('/api/v1/messages', { title: 'a' }, { key })).toEqual({ id: '1' })
    expect(s.asked.map((r) => r.headers['Idempotency-Key'])).toEqual([key, key, key])
    expect(new Set(s.asked.map((r) => r.body)).size).toBe(1)
    expect(waits).toEqual([400, 3000])
  })

  it('gives up after its tries with the last problem', async () => {
    const s = server({ status: 503, text: problem(503, 'timeout') })
    await expect(client(s).post('/x', {}, { key: newKey(), tries: 3 })).rejects.toMatchObject({ code: 'timeout', transient: true })
    expect(s.asked).toHaveLength(3)
  })

  it('does not repeat what was refused for good', async () => {
    const s = server({ status: 422, text: problem(422, 'validation_failed', { fields: [{ name: 'fields.title', code: 'required', detail: '请填写标题' }] }) })
    const e = (await client(s).post('/x', {}, { key: newKey() }).catch((x: unknown) => x)) as Problem
    expect(s.asked).toHaveLength(1)
    expect(e.field('title')?.detail).toBe('请填写标题')
    expect(e.say('zh')).toBe('中文')
    expect(e.say('en')).toBe('English')
  })

  it('tells an unreadable answer from the server’s own', async () => {
    const s = server({ status: 502, text: '<html>' })
    await expect(client(s).get('/x', { tries: 1 })).rejects.toMatchObject({ code: 'unreadable', status: 502, transient: true })
    await expect(client(server({ status: 200, text: '<html>' })).get('/x', { tries: 1 })).rejects.toMatchObject({ code: 'unreadable' })
  })

  it('says whether the server was reached and when the session ended', async () => {
    const reached: boolean[] = []
    let out = 0
    const s = server('lost', { status: 401, text: problem(401, 'not_signed_in') })
    const c = new Client({ transport: s.transport, sleep: async () => undefined, onReach: (r) => reached.push(r), onSignedOut: () => out++ })
    await expect(c.get('/x')).rejects.toMatchObject({ status: 401 })
    expect(reached).toEqual([false, true]) // 401 is an answer
    expect(out).toBe(1)
  })

  it('asks in the citizen’s name only where told to, and sends no key with a read', async () => {
    const s = server({ status: 204 })
    await new Client({ transport: s.transport, as: 'citizen' }).get('/x')
    await new Client({ transport: s.transport }).get('/x')
    expect(s.asked.map((r) => r.headers['X-Minhu-As'])).toEqual(['citizen', undefined])
    expect(s.asked[0]!.headers['Idempotency-Key']).toBeUndefined()
  })

  it('makes keys that the server takes', () => {
    const keys = Array.from({ length: 200 }, newKey)
    expect(new Set(keys).size).toBe(200)
    for (const k of keys) expect(k).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
  })
})
