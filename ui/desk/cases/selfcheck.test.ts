import { expect, test } from 'vitest'
import { asksOf, personal, promises, vague } from './selfcheck'

test('each sentence that asks is one to answer; greetings are none', () => {
  expect(asksOf('您好！和平路路灯坏了一个月。晚上很黑，什么时候修？希望尽快回复。谢谢！')).toEqual(['和平路路灯坏了一个月', '晚上很黑，什么时候修？'])
  expect(asksOf('路面破损\n积水严重；无人处理')).toEqual(['积水严重', '无人处理'].filter((s) => s.length >= 5))
  expect(asksOf('')).toEqual([])
})

test.each([
  ['请联系 13800000001 王师傅', ['138****0001']],
  ['电话138 0000 0001', ['138****0001']],
  ['身份证 110101199003074578 已核', ['110101********4578']],
  ['身份证11010119900307457X', ['110101********457X']],
  ['咨询电话 12345 或 010-66668888', []],
  ['编号 20261380000000123 的工单', []],
  ['', []],
])('personal data in %s', (text, found) => {
  expect(personal(text)).toEqual(found)
})

test('what is promised is named, vague words too', () => {
  expect(promises('将于6月30日前完成，3个工作日内回访，近期再查')).toEqual(['6月30日', '3个工作日内', '近期'])
  expect(promises('已修复')).toEqual([])
  expect(vague('近期')).toBe(true)
  expect(vague('6月30日')).toBe(false)
})
