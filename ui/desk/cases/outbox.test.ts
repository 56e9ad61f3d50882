import { beforeEach, expect, test } from 'vitest'
import { offline, Problem } from '../../shared/problem'
import { Outbox, type Waiting } from './outbox'

const memory = () => {
  const m = new Map<string, string>()
  return { getItem: (k: string) => m.get(k) ?? null, setItem: (k: string, v: string) => void m.set(k, v), removeItem: (k: string) => void m.delete(k) }
}
const act = (key: string, id: string, rev: number, name = 'sign'): Omit<Waiting, 'at'> => ({ key, id, act: name, rev, fields: {}, label: name, title: id })
const problemOf = (e: unknown) => e as Problem
const say = (p: Problem) => p.title
const refusal = new Problem({ code: 'state_changed', status: 409, title: '他人已处理', title_en: 'changed', rev: 9 })

let store = memory()
beforeEach(() => (store = memory()))

const seated = (who = 'u1') => {
  const box = new Outbox(store)
  box.seat(who)
  return box
}

test('what waits outlives a reload and belongs to one person', () => {
  seated().add(act('k1', 'c1', 3))
  expect(seated().all.map((w) => w.key)).toEqual(['k1'])
  expect(seated('u2').all).toEqual([])
})

test('it is sent once under its key, in order; later acts of the case go by the revision the first one made', async () => {
  const box = seated()
  box.add(act('k1', 'c1', 3))
  box.add(act('k2', 'c1', 3, 'first_contact'))
  box.add(act('k3', 'c2', 7))
  const sent: [string, number][] = []
  const n = await box.flush(async (w) => (sent.push([w.key, w.rev]), { rev: w.rev + 1 }), problemOf, say)
  expect(n).toBe(3)
  expect(sent).toEqual([['k1', 3], ['k2', 4], ['k3', 7]])
  expect(box.all).toEqual([])
  expect(seated().all).toEqual([])
})

test('a lost answer leaves key and content as they were', async () => {
  const box = seated()
  box.add(act('k1', 'c1', 3))
  expect(await box.flush(() => Promise.reject(offline()), problemOf, say)).toBe(0)
  expect(box.all[0]).toMatchObject({ key: 'k1', rev: 3, tried: true })
  const keys: string[] = []
  await box.flush(async (w) => (keys.push(w.key), { rev: 4 }), problemOf, say)
  expect(keys).toEqual(['k1'])
})

test('a refusal is kept with its reason, holds back what follows on that case alone, and can be sent anew or dropped', async () => {
  const box = seated()
  box.add(act('k1', 'c1', 3))
  box.add(act('k2', 'c1', 3, 'first_contact'))
  box.add(act('k3', 'c2', 7))
  const sent: string[] = []
  const send = async (w: Waiting) => {
    sent.push(w.act)
    if (w.key === 'k1') throw refusal
    return { rev: w.rev + 1 }
  }
  expect(await box.flush(send, problemOf, say)).toBe(1)
  expect(box.all.map((w) => [w.key, w.refused])).toEqual([['k1', '他人已处理'], ['k2', undefined]])
  box.again('k1')
  expect(box.all[0]!.key).not.toBe('k1')
  expect(box.all[0]!.rev).toBe(9)
  expect(await box.flush(send, problemOf, say)).toBe(2)
  expect(box.all).toEqual([])
})
