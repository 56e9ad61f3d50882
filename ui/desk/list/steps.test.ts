import { expect, test } from 'vitest'
import { stepTo } from './steps'

test.each([
  [['a', 'b', 'c'], undefined, 1, 'a'],
  [['a', 'b', 'c'], 'a', 1, 'b'],
  [['a', 'b', 'c'], 'c', 1, 'c'],
  [['a', 'b', 'c'], 'a', -1, 'a'],
  [['a', 'b', 'c'], 'gone', 1, 'a'],
  [[], undefined, 1, undefined],
])('from %o at %s by %i to %s', (ids, at, n, to) => {
  expect(stepTo(ids, at, n)).toBe(to)
})
