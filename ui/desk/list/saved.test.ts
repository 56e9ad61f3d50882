// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest'
import { kept, same } from './address'
import { dropView, saveView, views } from './saved'

beforeEach(() => localStorage.clear())

test('a view is kept for its owner and its list alone', () => {
  saveView('p1', 'cases', ' 我的急件 ', { light: 'overdue', kind: undefined, stage: '' })
  expect(views('p1', 'cases')).toEqual([{ name: '我的急件', search: { light: 'overdue' } }])
  expect(views('p2', 'cases')).toEqual([])
  expect(views('p1', 'messages')).toEqual([])
})

test('the same name takes its place, a view can be taken away, an empty name saves nothing', () => {
  saveView('p', 'cases', 'a', { kind: 'help' })
  saveView('p', 'cases', 'b', {})
  expect(saveView('p', 'cases', 'a', { kind: 'report' })).toEqual([{ name: 'b', search: {} }, { name: 'a', search: { kind: 'report' } }])
  expect(saveView('p', 'cases', '  ', {})).toHaveLength(2)
  expect(dropView('p', 'cases', 'b')).toEqual([{ name: 'a', search: { kind: 'report' } }])
  expect(dropView('p', 'cases', 'a')).toEqual([])
  expect(localStorage.length).toBe(0)
})

test('a name is cut at 20 characters as people count them, and at most 20 views are kept', () => {
  expect(saveView('p', 'cases', '𠮷'.repeat(30), {})[0]!.name).toBe('𠮷'.repeat(20))
  for (let n = 0; n < 25; n++) saveView('p', 'x', `v${n}`, {})
  expect(views('p', 'x').map((v) => v.name)).toEqual(Array.from({ length: 20 }, (_, i) => `v${i + 5}`))
})

test.each(['{', '"text"', '[1,null,{"name":3}]', '{"name":"x"}'])('what is not ours in the storage is no view: %s', (text) => {
  localStorage.setItem('minhu.views.p.cases', text)
  expect(views('p', 'cases')).toEqual([])
})

test('addresses: empty values do not count, order does not matter', () => {
  expect(kept({ a: 1, b: '', c: undefined, id: 'x' }, 'id')).toEqual({ a: '1' })
  expect(same({ a: '1', b: undefined }, { a: 1 })).toBe(true)
  expect(same({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(true)
  expect(same({ a: '1' }, { a: '2' })).toBe(false)
  expect(same({ a: '1' }, {})).toBe(false)
})
