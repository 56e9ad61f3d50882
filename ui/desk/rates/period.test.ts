import { expect, test } from 'vitest'
import { instant, localTime, points, queryOf, ranked } from './period'

test('times are those of China', () => {
  expect(instant('2026-03-06T12:00')).toBe('2026-03-06T04:00:00Z')
  expect(localTime('2026-03-06T04:00:00Z')).toBe('2026-03-06T12:00')
  expect(instant('2026-13-06T12:00')).toBeUndefined()
  expect(instant('gestern')).toBeUndefined()
})

test('a period of one’s own has both ends', () => {
  expect(queryOf({ from: '2026-03-06T12:00' }).period).toBe('week')
  expect(queryOf({ from: '2026-03-06T12:00', to: '2026-03-13T12:00', period: 'month' })).toMatchObject({ period: undefined, from: '2026-03-06T04:00:00Z', to: '2026-03-13T04:00:00Z' })
  expect(queryOf({}, true).imported).toBe('true')
  expect(queryOf({ imported: 'false' }, true).imported).toBeUndefined()
  expect(queryOf({ group: 'district', imported: 'true' })).toMatchObject({ period: 'week', group: 'district', imported: 'true' })
})

test('few cases are not ranked', () => {
  const row = (name: string, value?: number, few?: boolean) => ({ name, rates: { solved: { value, few } } })
  const rows = [row('甲', 100, true), row('乙', 80), row('丙', 90), row('丁')]
  expect(ranked(rows, 'solved', false).map((r) => r.name)).toEqual(['丙', '乙', '甲', '丁'])
  expect(ranked(rows, 'solved', true).map((r) => r.name)).toEqual(['乙', '丙', '甲', '丁'])
  expect(points(91.25, 90)).toBe(1.3)
  expect(points(undefined, 90)).toBeUndefined()
})
