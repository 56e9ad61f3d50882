import { expect, test } from 'vitest'
import { daysOf, withYear } from './year'

const y = { year: 2024, status: 'announced', source: '通知', rest: [{ from: '2024-02-10', to: '2024-02-17', name: '春节', name_en: 'Spring Festival' }], worked: ['2024-02-04'] }

test('a leap year has 366 days, and the listed ones stand out', () => {
  const days = daysOf(y)
  expect(days).toHaveLength(366)
  const kind = (d: string) => days.find((x) => x.date === d)?.kind
  expect(kind('2024-02-29')).toBe('weekday')
  expect(kind('2024-02-04')).toBe('makeup')
  expect(kind('2024-02-12')).toBe('holiday')
  expect(kind('2024-03-02')).toBe('weekend')
})

test('a year takes the place of its number, or follows without a gap', () => {
  expect(withYear([y], { ...y, source: '新' })).toEqual([{ ...y, source: '新' }])
  expect(withYear([y], { ...y, year: 2026 }).map((x) => [x.year, x.status])).toEqual([[2024, 'announced'], [2025, 'provisional'], [2026, 'announced']])
})
