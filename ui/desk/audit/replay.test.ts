import { expect, test } from 'vitest'
import type { TimelineItem } from '../../shared/views'
import { diffAt, momentAt } from './replay'

const event = (seq: number, act: string, from: string, to: string, fields: Record<string, string> = {}, department = ''): TimelineItem => ({ seq, act, actor_kind: 'staff', at: '2026-03-04T02:00:00Z', from, to, fields, department })
const life = [
  event(1, 'register', '', 'registered', { title: '路灯不亮', class: 'light', party: 'p' }),
  event(2, 'accept', 'registered', 'accepted', { class: 'road' }),
  event(3, 'dispatch', 'accepted', 'dispatched', { department: '住建局', note: '请快办' }, '住建局'),
  event(4, 'remind', 'dispatched', 'dispatched'),
  event(5, 'overdue', 'dispatched', 'dispatched', { clock: 'sign' }),
]

test('the state of any moment is folded from the record', () => {
  expect(momentAt(life, 0)).toMatchObject({ stage: '', reminders: 0 })
  expect(momentAt(life, 1)).toMatchObject({ stage: 'registered', fields: { title: '路灯不亮', class: 'light' } })
  expect(momentAt(life, 5)).toMatchObject({ stage: 'dispatched', department: '住建局', reminders: 1, overdue: ['sign'] })
})

test('a difference names what changed and nothing else', () => {
  expect(diffAt(life, 2)).toEqual([{ name: 'stage', before: 'registered', after: 'accepted' }, { name: 'class', before: 'light', after: 'road' }])
  expect(diffAt(life, 3)).toEqual([{ name: 'stage', before: 'accepted', after: 'dispatched' }, { name: 'department', before: '', after: '住建局' }])
  expect(diffAt(life, 4)).toEqual([])
  expect(diffAt(life, 6)).toEqual([])
})
