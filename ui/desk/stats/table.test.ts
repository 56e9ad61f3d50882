import { expect, test } from 'vitest'
import { change, csvOf, filled, share } from './table'

test('CSV quotes what must be quoted and disarms formulas', () => {
  expect(csvOf({ head: ['单位', '件数'], rows: [['甲,"乙"', 3], ['=1+1', -2]] })).toBe('单位,件数\r\n"甲,""乙""",3\r\n\'=1+1,-2\r\n')
})

test('change is relative for counts, points for shares, nothing where there was nothing', () => {
  expect(change(110, 100, 'count')).toBeCloseTo(10)
  expect(change(0.5, 0.4, 'share')).toBeCloseTo(10)
  expect(change(5, 0, 'count')).toBeUndefined()
  expect(change(undefined, 0.4, 'share')).toBeUndefined()
  expect(share(1, 0)).toBeUndefined()
})

test('hours without questions are zero', () => {
  expect(filled([{ key: '09', n: 3 }], ['08', '09'], { n: 0 })).toEqual([{ key: '08', n: 0 }, { key: '09', n: 3 }])
})
