import { beforeEach, describe, expect, it } from 'vitest'
import { check } from './check'
import { body, clear, empty, load, save, stepOf } from './draft'

describe('draft of a case', () => {
  beforeEach(() => localStorage.clear())

  it('comes back with its key until it was sent', () => {
    const d = { ...empty(), title: '路灯不亮', step: 2 }
    save(d)
    expect(load()).toEqual(d)
    clear()
    expect(load().title).toBe('')
    expect(load().key).not.toBe(d.key)
  })

  it('is checked step by step', () => {
    const d = empty()
    expect(Object.keys(check(d, 1))).toEqual(['kind', 'title', 'content'])
    expect(check(d, 2)).toEqual({})
    expect(Object.keys(check(d, 3))).toEqual(['contact.name', 'contact.phone', 'agree'])
    expect(check({ ...d, kind: 'help', title: '字'.repeat(61), content: 'x' }, 1)).toEqual({ title: '61/60' })
    expect(check({ ...d, name: '王', phone: 'abc', agree: true }, 3)).toHaveProperty('contact.phone')
    expect(check({ ...d, name: '王', phone: '0000-8123001', agree: true }, 3)).toEqual({})
  })

  it('goes out trimmed, and the server’s fields find their step', () => {
    expect(body({ ...empty(), title: ' 甲 ', phone: ' 1 ' })).toMatchObject({ title: '甲', contact: { phone: '1' } })
    expect(['title', 'place', 'contact.phone'].map(stepOf)).toEqual([1, 2, 3])
  })
})
