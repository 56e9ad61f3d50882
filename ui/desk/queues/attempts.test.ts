import { expect, test } from 'vitest'
import { nextCall, partOfDay } from './attempts'

const at = (s: string) => Date.parse(`${s}+08:00`)

test('parts of the day in China', () => {
  expect(['2026-03-04T08:59', '2026-03-04T09:00', '2026-03-04T12:00', '2026-03-04T18:00', '2026-03-04T21:00'].map((s) => partOfDay(at(s)))).toEqual(['night', 'morning', 'afternoon', 'evening', 'night'])
})

test('nobody is called at night; the first call may come at once by day', () => {
  expect(nextCall([], at('2026-03-04T10:30')).now).toBe(true)
  expect(nextCall([], at('2026-03-04T22:10'))).toMatchObject({ now: false, why: 'night', at: at('2026-03-05T09:00') })
})

test('another part of the day, or the same one on another day, two hours apart at least', () => {
  expect(nextCall([at('2026-03-04T10:00')], at('2026-03-04T11:30'))).toMatchObject({ now: false, why: 'again', last: 'morning', at: at('2026-03-04T12:00') })
  expect(nextCall([at('2026-03-04T11:50')], at('2026-03-04T12:30'))).toMatchObject({ at: at('2026-03-04T14:00') })
  expect(nextCall([at('2026-03-04T19:00')], at('2026-03-04T20:00'))).toMatchObject({ at: at('2026-03-05T09:00') })
  expect(nextCall([at('2026-03-04T10:00')], at('2026-03-05T10:00')).now).toBe(true)
})
