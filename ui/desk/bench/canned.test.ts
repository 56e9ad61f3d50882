import { expect, test } from 'vitest'
import { fill, find, unfilled } from './canned'

test('variables are filled in where they are known, and named where they are not', () => {
  const text = '{{citizen_title}}您好，我是 {{ agent_no }} 号坐席，查询码 {{query_code}}。{{query_code}}'
  const out = fill(text, { citizen_title: '市民朋友', agent_no: '8001' })
  expect(out).toBe('市民朋友您好，我是 8001 号坐席，查询码 {{query_code}}。{{query_code}}')
  expect(unfilled(out)).toEqual(['query_code'])
  expect(unfilled(fill(out, { query_code: 'ABCD' }))).toEqual([])
})

test('a canned reply is found by its code, title or words', () => {
  const all = [
    { code: 'hello', use: 'chat', title: '问候', text: '您好' },
    { code: 'bye', use: 'chat', title: '结束语', text: '感谢您的问候' },
  ]
  expect(find(all, '').map((c) => c.code)).toEqual(['hello', 'bye'])
  expect(find(all, '问候').map((c) => c.code)).toEqual(['hello', 'bye'])
  expect(find(all, 'by').map((c) => c.code)).toEqual(['bye'])
  expect(find(all, '没有')).toEqual([])
})
