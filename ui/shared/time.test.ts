import { describe, expect, it } from 'vitest'
import { leftAt, lightAt, tickEvery } from './clock'
import { clockTime, count, day, dayTime, duration, isoDay, length, relative } from './format'
import { stepsOf } from './steps'
import type { ClockView, Contract } from './views'

const at = (s: string) => new Date(s).getTime()

describe('dates are China’s', () => {
  it.each([
    ['2026-03-06T15:59:59Z', '2026-03-06'],
    ['2026-03-06T16:00:00Z', '2026-03-07'],
    ['2025-12-31T16:00:00Z', '2026-01-01'],
  ])('%s is %s', (t, d) => expect(isoDay(t)).toBe(d))
  it('words', () => {
    const now = '2026-03-06T04:00:00Z'
    expect(clockTime('2026-03-05T16:05:00Z')).toBe('00:05')
    expect(day('2026-03-06T01:00:00Z', 'zh', now)).toBe('3月6日 周五')
    expect(day('2025-03-06T01:00:00Z', 'zh', now)).toBe('2025年3月6日 周四')
    expect(dayTime('2026-03-06T01:00:00Z', 'en', now)).toMatch(/Fri.*6 Mar 09:00/)
    expect(relative('2026-03-06T03:59:30Z', 'zh', now)).toBe('刚刚')
    expect(relative('2026-03-06T03:55:00Z', 'zh', now)).toBe('5 分钟前')
    expect(relative('2026-03-05T16:30:00Z', 'zh', now)).toBe('今天 00:30')
    expect(relative('2026-03-05T15:30:00Z', 'zh', now)).toBe('昨天 23:30')
    expect(relative(undefined, 'zh')).toBe('')
    expect(duration(3900, 'zh')).toBe('1 小时 5 分钟')
    expect(count(123456, 'zh')).toBe('12.3 万')
    expect(length('𠮷野家')).toBe(3)
  })
})

const clock = (more: Partial<ClockView> = {}): ClockView =>
  ({ name: 'reply', zh: '答复', en: 'reply', started_at: '2026-03-02T01:00:00Z', warn_at: '2026-03-05T01:00:00Z', danger_at: '2026-03-06T01:00:00Z', due_at: '2026-03-06T09:00:00Z', light: 'green', left_zh: '剩 2 个工作日', left_en: '2 working days left', share: 0.5, ...more }) as ClockView

describe('clock', () => {
  it.each([
    ['2026-03-04T01:00:00Z', 'green', '剩 2 个工作日'],
    ['2026-03-05T01:00:00Z', 'yellow', '剩 2 个工作日'],
    ['2026-03-06T01:00:00Z', 'red', '剩 2 个工作日'],
    ['2026-03-06T08:30:00Z', 'red', '剩 30 分钟'],
    ['2026-03-06T09:00:00Z', 'over', '刚刚超期'],
  ])('at %s is %s', (t, light, left) => {
    expect(lightAt(clock(), at(t))).toBe(light)
    expect(leftAt(clock(), at(t), 'zh')).toBe(left)
  })
  it('stands still once stopped, and ticks faster near the end', () => {
    expect(lightAt(clock({ stopped_at: '2026-03-03T00:00:00Z' }), at('2026-04-01T00:00:00Z'))).toBe('stopped')
    expect(tickEvery(clock(), at('2026-03-06T08:55:00Z'))).toBe(1000)
    expect(tickEvery(clock(), at('2026-03-06T08:00:00Z'))).toBe(30_000)
  })
})

const contract = {
  stages: [
    ...['registered', 'accepted', 'dispatched', 'handling', 'replied', 'surveying'].map((name, i) => ({ aggregate: 'case', name, zh: name, en: name, step: i + 1 })),
    ...['closed', 'declined', 'withdrawn'].map((name) => ({ aggregate: 'case', name, zh: name, en: name, step: 7, final: true })),
  ],
} as unknown as Contract

describe('stepper', () => {
  const names = (stage: string, times = {}) => stepsOf(contract, 'case', stage, times).map((s) => `${s.stage}:${s.state}`)
  it('shows what is done and what comes, ending in close', () => {
    expect(names('handling')).toEqual(['registered:done', 'accepted:done', 'dispatched:done', 'handling:now', 'replied:next', 'surveying:next', 'closed:next'])
  })
  it('shows the end that was reached and only what happened before it', () => {
    expect(names('declined', { registered: 'x' })).toEqual(['registered:done', 'declined:now'])
    expect(names('closed').pop()).toBe('closed:now')
  })
})
