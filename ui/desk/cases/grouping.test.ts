import { expect, test } from 'vitest'
import { groupOf, grouped } from './grouping'

// Wednesday 2026-03-04, 10:00 in China
const now = Date.parse('2026-03-04T02:00:00Z')
const due = (at: string, more = {}) => ({ id: at, overdue: false, next: { name: 'reply', zh: '答复', en: 'reply', started_at: at, due_at: at, light: 'green', left_zh: '', left_en: '', share: 1, ...more } })

test.each([
  ['2026-03-04T01:59:59Z', 'over'],
  ['2026-03-04T09:00:00Z', 'today'],
  ['2026-03-04T15:59:59Z', 'today'], // 23:59:59 in China
  ['2026-03-04T16:00:00Z', 'tomorrow'], // midnight in China
  ['2026-03-05T15:59:59Z', 'tomorrow'],
  ['2026-03-06T01:00:00Z', 'week'],
  ['2026-03-08T15:59:59Z', 'week'], // Sunday
  ['2026-03-08T16:00:00Z', 'later'], // Monday
])('due at %s is %s', (at, group) => {
  expect(groupOf(due(at), now)).toBe(group)
})

test('on a Sunday the week is over', () => {
  const sunday = Date.parse('2026-03-08T02:00:00Z')
  expect(groupOf(due('2026-03-09T02:00:00Z'), sunday)).toBe('tomorrow')
  expect(groupOf(due('2026-03-10T02:00:00Z'), sunday)).toBe('later')
})

test('a clock that ran out is late even where its row is fresh; no clock waits for others', () => {
  expect(groupOf(due('2026-03-09T02:00:00Z', { overdue_at: '2026-03-04T01:00:00Z' }), now)).toBe('over')
  expect(groupOf({ overdue: true }, now)).toBe('over')
  expect(groupOf({ overdue: false }, now)).toBe('none')
  expect(groupOf({ ...due('2026-03-09T02:00:00Z'), overdue: true }, now)).toBe('over')
})

test('what waits for somebody else stands apart, late or not', () => {
  expect(groupOf({ ...due('2026-03-04T09:00:00Z'), stage: 'replied' }, now)).toBe('none')
  expect(groupOf({ overdue: true, stage: 'supplementing' }, now)).toBe('none')
  expect(groupOf({ ...due('2026-03-04T09:00:00Z'), stage: 'handling' }, now)).toBe('today')
})

test('late first, then by due time, nothing lost', () => {
  const rows = ['2026-03-09T02:00:00Z', '2026-03-04T09:00:00Z', '2026-03-03T09:00:00Z', '2026-03-04T08:00:00Z'].map((at) => due(at))
  const out = grouped([...rows, { id: 'x', overdue: false, next: undefined }], now)
  expect(out.map((g) => g.name)).toEqual(['over', 'today', 'later', 'none'])
  expect(out[1]!.items.map((i) => i.id)).toEqual(['2026-03-04T08:00:00Z', '2026-03-04T09:00:00Z'])
  expect(out.flatMap((g) => g.items)).toHaveLength(5)
})
