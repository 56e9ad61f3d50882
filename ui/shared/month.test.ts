import { expect, test } from 'vitest'
import { dueDay, weeksOf } from './month'

const days = [
  { date: '2026-02-13', kind: 'start' },
  { date: '2026-02-14', kind: 'makeup', n: 1 },
  { date: '2026-02-15', kind: 'rest', name: '春节' },
  { date: '2026-02-16', kind: 'rest', name: '春节' },
  { date: '2026-02-17', kind: 'counted', n: 2, extended: true },
]

test('weeks run from Monday to Sunday and hold every day once', () => {
  const weeks = weeksOf(days, '2026-02-17')
  expect(weeks.map((w) => w.map((d) => d.date.slice(5)))).toEqual([
    ['02-09', '02-10', '02-11', '02-12', '02-13', '02-14', '02-15'],
    ['02-16', '02-17', '02-18', '02-19', '02-20', '02-21', '02-22'],
  ])
  expect(weeks[0]![4]).toMatchObject({ kind: 'start', start: true, due: false })
  expect(weeks[1]![1]).toMatchObject({ kind: 'counted', due: true, extended: true })
  expect(weeks[1]![2]!.kind).toBe('blank')
})

test('a day on which the clock started and that counts is one day', () => {
  const weeks = weeksOf([{ date: '2026-03-02', kind: 'start' }, { date: '2026-03-02', kind: 'counted', n: 1 }], '2026-03-02')
  expect(weeks[0]![0]).toMatchObject({ kind: 'counted', n: 1, start: true, due: true })
})

test('a deadline at midnight belongs to the day that ends', () => {
  expect(dueDay('2026-03-02T16:00:00Z')).toBe('2026-03-02')
  expect(dueDay('2026-03-02T09:00:00Z')).toBe('2026-03-02')
})
