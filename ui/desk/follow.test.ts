import { afterEach, expect, test, vi } from 'vitest'
import type { LiveNews } from '../shared/live'
import { followLive, settle, staleBy } from './follow'

afterEach(() => vi.useRealTimers())

test('a thing that changed is read at once, lists once a burst', () => {
  vi.useFakeTimers()
  const read: string[] = []
  let tell: (n: LiveNews) => void = () => undefined
  const stop = followLive(
    (f) => {
      tell = f
      return () => undefined
    },
    { invalidateQueries: (q?: { queryKey?: readonly unknown[] }) => Promise.resolve(void read.push((q?.queryKey ?? ['all']).join('/'))) } as never,
  )
  const event = (id: string) => tell({ type: 'event', event: { id, name: 'sign', subject_kind: 'case', subject_id: id, at: '' } })
  event('a')
  event('b')
  expect(read).toEqual(['case/a', 'case/b'])
  vi.advanceTimersByTime(settle)
  expect(read.slice(2).sort()).toEqual(['board', 'cases', 'ledger', 'statistics'])
  tell({ type: 'reset' })
  expect(read.at(-1)).toBe('all')
  event('c')
  stop()
  vi.advanceTimersByTime(settle * 2)
  expect(read.filter((r) => r === 'cases')).toHaveLength(1)
})

test('every kind of subject makes something stale', () => {
  for (const kind of ['conversation', 'case', 'message', 'article', 'staff']) {
    const s = staleBy({ subject_kind: kind, subject_id: 'x' })
    expect(s.now.length + s.soon.length).toBeGreaterThan(0)
  }
})
