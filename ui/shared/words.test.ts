// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { en as citizenEN } from '../citizen/words/en'
import { zh as citizenZH } from '../citizen/words/zh'
import { en as demoEN } from '../demo/words/en'
import { en as callbackEN, zh as callbackZH } from '../citizen/words/callback'
import { en as evidenceEN, zh as evidenceZH } from '../citizen/words/evidence'
import { en as lifeEN, zh as lifeZH } from '../citizen/words/life'
import { en as publicEN, zh as publicZH } from '../citizen/words/public'
import { zh as demoZH } from '../demo/words/zh'
import { Words } from './i18n'

const holes = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

describe.each([
  ['citizen', citizenZH, citizenEN],
  ['callback', callbackZH, callbackEN],
  ['evidence', evidenceZH, evidenceEN],
  ['life', lifeZH, lifeEN],
  ['public', publicZH, publicEN],
  ['demo', demoZH, demoEN],
] as [string, Record<string, string>, Record<string, string>][])('words of %s', (_, zh, en) => {
  it('are complete in both languages', () => expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort()))
  it('have the same holes', () => {
    for (const k of Object.keys(zh)) expect([k, holes(en[k]!)]).toEqual([k, holes(zh[k]!)])
  })
  it('are not empty and hold no emoji', () => {
    for (const s of [...Object.values(zh), ...Object.values(en)]) {
      expect(s.trim()).not.toBe('')
      expect(s).not.toMatch(/\p{Emoji_Presentation}/u)
    }
  })
  it('say nothing in Chinese where English is asked for', () => {
    for (const [k, s] of Object.entries(en)) if (!k.startsWith('head.lang') && !k.startsWith('lang')) expect(s).not.toMatch(/[\u4e00-\u9fff]/)
  })
})

describe('dictionary', () => {
  it('fills holes, falls back to Chinese, and remembers the choice', async () => {
    const w = new Words<'a' | 'b'>({ a: '有 {n} 件', b: '只有中文' }, async () => ({ a: '{n} items' }) as Record<'a' | 'b', string>)
    expect(w.t('a', { n: 3 })).toBe('有 3 件')
    await w.set('en')
    expect(w.t('a', { n: 3 })).toBe('3 items')
    expect(w.t('b')).toBe('只有中文')
    expect(w.pick('中', 'E')).toBe('E')
    expect(w.pick('中', undefined)).toBe('中')
    expect(document.documentElement.lang).toBe('en')
    await w.set('zh')
    expect(document.documentElement.lang).toBe('zh-CN')
  })

  it('stays readable when English cannot be loaded', async () => {
    const w = new Words<'a'>({ a: '中文' }, () => Promise.reject(new Error('offline')))
    await w.set('en')
    expect(w.lang).toBe('zh')
    expect(w.t('a')).toBe('中文')
  })
})
