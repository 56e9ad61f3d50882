import { expect, test } from 'vitest'
import { request, titleOf } from './draft'

test('a matter is called by its first words until somebody names it', () => {
  expect(titleOf('东门外路面塌陷。电动车摔倒')).toBe('东门外路面塌陷')
  expect(titleOf('  \n')).toBe('')
  expect(Array.from(titleOf('长'.repeat(80)))).toHaveLength(30)
})

test('the call stands in for the number, and only what was meant is sent', () => {
  const v = { kind: 'complaint', title: ' 路面塌陷 ', content: '塌了', urgent: true }
  const c = request('case', 'call-1', v)
  expect(c.path).toBe('/api/v1/cases')
  expect(c.body).toMatchObject({ call_id: 'call-1', title: '路面塌陷', urgency: 'urgent', wants_reply: true, contact: { name: '', phone: '', address: '' } })
  expect(request('message', 'call-1', v).body).not.toHaveProperty('kind')
  const a = request('answer', 'call-1', { ...v, public_reply: ' 已答复 ' })
  expect(a.path).toBe('/api/v1/calls/call-1/actions/answer')
  expect(a.body.public_reply).toBe('已答复')
  expect(a.body.case).not.toHaveProperty('call_id')
})
