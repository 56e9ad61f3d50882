import { expect, test } from 'vitest'
import { mostPanes, nameOf, paneOf, panesOf, without } from './panes'

test('a pane is named in the address and read from it', () => {
  for (const name of ['a-1', 'call:b-2', 'case:c-3']) expect(nameOf(paneOf(name)!)).toBe(name)
  for (const name of ['', 'call:', 'boat:1']) expect(paneOf(name)).toBeUndefined()
})

test('the active pane is among the open ones, each once, six at most', () => {
  expect(panesOf(undefined, 'a')).toEqual(['a'])
  expect(panesOf('a,call:b,a', 'call:b')).toEqual(['a', 'call:b'])
  expect(panesOf('a,b,c,d,e,f', 'g')).toEqual(['b', 'c', 'd', 'e', 'f', 'g'])
  expect(panesOf('a,b,c,d,e,f,g', 'a')).toHaveLength(mostPanes)
  expect(panesOf('a,b,c,d,e,f,g', 'a')).toContain('a')
})

test('closing goes to the neighbour', () => {
  expect(without(['a', 'b', 'c'], 'b', 'b')).toEqual({ id: 'c', panes: 'a,c' })
  expect(without(['a', 'b'], 'b', 'b')).toEqual({ id: 'a', panes: 'a' })
  expect(without(['a', 'b'], 'a', 'b')).toEqual({ id: 'a', panes: 'a' })
  expect(without(['a'], 'a', 'a')).toEqual({ id: undefined, panes: undefined })
})
