import { expect, test } from 'vitest'
import { clean, grouped, marksOf } from './limits'

const l = (clock: string, more: object = {}) => ({ clock, amount: 1, unit: 'working_day', start: 'day_after', ...more })

test('limits stand by clock, the general ones first, and keep their place in the document', () => {
  const rows = grouped([l('reply', { urgency: 'urgent' }), l('accept'), l('reply'), l('lunch')], ['accept', 'reply'])
  expect(rows.map((r) => r.at)).toEqual([1, 2, 0, 3])
})

test('warning marks are read from text', () => {
  expect(marksOf('50, 80')).toEqual([50, 80])
  expect(marksOf('50、80 x')).toEqual([50, 80])
  expect(marksOf('')).toEqual([])
})

test('empty parts are not sent', () => {
  expect(clean(l('reply', { urgency: '', class: 'noise', kind: '' }))).toEqual(l('reply', { class: 'noise' }))
})
