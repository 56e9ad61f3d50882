import { expect, it } from 'vitest'
import { parse } from './router'

it.each([
  ['', [], ''],
  ['#/', [], ''],
  ['#/?human=1', [], 'human=1'],
  ['#/track/case/abc', ['track', 'case', 'abc'], ''],
  ['#/case?kind=complaint&class=road', ['case'], 'kind=complaint&class=road'],
])('%s', (hash, path, query) => {
  const r = parse(hash)
  expect(r.path).toEqual(path)
  expect(r.query.toString()).toBe(query)
})
