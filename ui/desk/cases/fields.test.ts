import { expect, test } from 'vitest'
import { Problem } from '../../shared/problem'
import type { Action, FieldInfo } from '../../shared/views'
import { check, controlOf, fieldErrors, immediate, ordered, valuesOf } from './fields'

const field = (name: string, type: string, more: Partial<FieldInfo> = {}): FieldInfo => ({ name, type, required: false, zh: name, en: name, ...more })
const action = (act: string, ...fields: FieldInfo[]): Action => ({ act, zh: act, en: act, fields })
const reply = action('reply', field('record', 'text', { required: true, max: 3000 }), field('public_reply', 'text', { required: true, max: 10 }), field('wants', 'flag'))

test.each([
  [field('department', 'department'), 'department'],
  [field('accused', 'department'), 'department'],
  [field('class', 'code'), 'class'],
  [field('district', 'code', { max: 40 }), 'district'],
  [field('decline_code', 'choice', { values: ['a'] }), 'choice'],
  [field('any', 'choice', { values: ['1', '2'] }), 'scale'],
  [field('assists', 'departments'), 'departments'],
  [field('until', 'date'), 'date'],
  [field('attempts', 'number'), 'number'],
  [field('merge_into', 'uuid'), 'hidden'],
  [field('new_class', 'code'), 'class'],
  [field('confidential', 'flag'), 'flag'],
  [field('title', 'text', { max: 60 }), 'text'],
  [field('content', 'text', { max: 2000 }), 'area'],
])('%o is entered as %s', (f, control) => {
  expect(controlOf(f)).toBe(control)
})

test('what is sent: filled fields of the act alone, as text', () => {
  expect(valuesOf(reply, { record: '  x ', public_reply: '', wants: false, other: 'y', nothing: null })).toEqual({ record: 'x', wants: 'no' })
  expect(valuesOf(action('survey', field('satisfied', 'choice')), { satisfied: 5 })).toEqual({ satisfied: '5' })
  expect(valuesOf(action('dispatch', field('assists', 'departments')), { assists: ['zjj', 'cgj'] })).toEqual({ assists: 'zjj cgj' })
  expect(valuesOf(action('dispatch', field('assists', 'departments')), { assists: [] })).toEqual({})
})

test('required and too long are caught before sending; characters count as people count them', () => {
  expect(check(reply, { record: ' ' })).toEqual([{ name: 'record', code: 'required' }, { name: 'public_reply', code: 'required' }])
  expect(check(reply, { record: 'a', public_reply: '𠮷'.repeat(10) })).toEqual([])
  expect(check(reply, { record: 'a', public_reply: '字'.repeat(11) })).toEqual([{ name: 'public_reply', code: 'too_long' }])
})

test('refusals go to their fields; others are not lost', () => {
  const p = new Problem({ code: 'validation_failed', status: 422, title: '有误', title_en: 'wrong', fields: [{ name: 'fields.department', code: 'unknown', detail: '没有这个单位' }, { name: 'rev', code: 'required' }] })
  expect(fieldErrors(p, ['department'])).toEqual({ at: { department: '没有这个单位' }, over: ['rev：required'] })
})

test('what the stage waits for comes first, grave acts last', () => {
  expect(ordered([action('note'), action('decline'), action('accept')]).map((a) => a.act)).toEqual(['accept', 'note', 'decline'])
  expect(ordered([action('review_redo'), action('note'), action('review_pass')]).map((a) => a.act)).toEqual(['review_pass', 'note', 'review_redo'])
})

test('what asks for nothing and loses nothing is done at once', () => {
  expect(immediate(action('sign'))).toBe(true)
  expect(immediate(action('close'))).toBe(false)
  expect(immediate(action('note', field('note', 'text')))).toBe(false)
})
