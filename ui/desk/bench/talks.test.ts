import { expect, test } from 'vitest'
import type { Utterance } from '../../shared/views'
import { draftOf, fold, stopwatch, waitLight, waitsSince } from './talks'

const line = (seq: number, speaker: string, text: string, more: Partial<Utterance> = {}): Utterance => ({ seq, speaker, kind: 'line', text, at: '2026-03-04T02:00:00Z', ...more })

test('waiting turns yellow after a minute and red after three', () => {
  expect([0, 59, 60, 180, 181].map(waitLight)).toEqual(['green', 'green', 'yellow', 'yellow', 'red'])
  expect([0, 62, 3725].map(stopwatch)).toEqual(['0:00', '1:02', '1:02:05'])
})

test('a talk waits in the queue, or when the citizen spoke last', () => {
  const at = '2026-03-04T02:00:00Z'
  expect(waitsSince({ stage: 'queued', queued_at: at, last_at: '', last_speaker: 'citizen' })).toBe(Date.parse(at))
  expect(waitsSince({ stage: 'human', last_at: at, last_speaker: 'citizen' })).toBe(Date.parse(at))
  expect(waitsSince({ stage: 'human', last_at: at, last_speaker: 'agent' })).toBeUndefined()
  expect(waitsSince({ stage: 'ended', last_at: at, last_speaker: 'citizen' })).toBeUndefined()
})

test('what was said to the bot is folded, and the form begins with the citizen’s own words', () => {
  const lines = [line(1, 'citizen', '路灯不亮'), line(2, 'bot', ''), line(3, 'system', '', { notice: 'queued' }), line(4, 'citizen', '样板路 12 号门口路灯三天不亮。请修'), line(5, 'agent', '您好')]
  expect(fold(lines)).toMatchObject({ answers: 1 })
  expect(fold(lines).rest.map((u) => u.seq)).toEqual([3, 4, 5])
  expect(draftOf(lines)).toEqual({ title: '样板路 12 号门口路灯三天不亮', content: '路灯不亮\n样板路 12 号门口路灯三天不亮。请修' })
})
