import { expect, test } from 'vitest'
import type { Utterance } from '../../shared/views'
import { draftOf, fold, stopwatch, unread, waitLight, waitsSince } from './talks'

const line = (seq: number, speaker: string, text: string, more: Partial<Utterance> = {}): Utterance => ({ seq, speaker, kind: 'line', text, at: '2026-03-04T02:00:00Z', ...more })

test('waiting turns yellow after a minute and red after three', () => {
  expect([0, 59, 60, 180, 181].map(waitLight)).toEqual(['green', 'green', 'yellow', 'yellow', 'red'])
  expect([0, 62, 3725].map(stopwatch)).toEqual(['0:00', '1:02', '1:02:05'])
})

test('a talk waits in the queue, or since the first line that nobody answered', () => {
  const at = '2026-03-04T02:00:00Z'
  expect(waitsSince({ stage: 'queued', queued_at: at })).toBe(Date.parse(at))
  expect(waitsSince({ stage: 'human', unanswered_at: at })).toBe(Date.parse(at))
  expect(waitsSince({ stage: 'human' })).toBeUndefined()
  expect(waitsSince({ stage: 'ended', unanswered_at: at })).toBeUndefined()
})

test('lines of the citizen after the last one seen are unread', () => {
  const lines = [line(1, 'citizen', 'a', { kind: 'question' }), line(2, 'citizen', 'b'), line(3, 'agent', 'c'), line(4, 'citizen', 'd')]
  expect([0, 2, 4].map((n) => unread(lines, n))).toEqual([2, 1, 0])
})

test('what was said to the bot is folded, and the form begins with the citizen’s own words', () => {
  const lines = [line(1, 'citizen', '路灯不亮'), line(2, 'bot', ''), line(3, 'system', '', { notice: 'queued' }), line(4, 'citizen', '样板路 12 号门口路灯三天不亮。请修'), line(5, 'agent', '您好')]
  expect(fold(lines)).toMatchObject({ answers: 1 })
  expect(fold(lines).rest.map((u) => u.seq)).toEqual([3, 4, 5])
  expect(draftOf(lines)).toEqual({ title: '样板路 12 号门口路灯三天不亮', content: '路灯不亮\n样板路 12 号门口路灯三天不亮。请修' })
})
