import { expect, test } from 'vitest'
import { bodyOf, cleanBlock, empty, write, type Draft, type Step } from './draft'

const run = (...steps: Step[]): Draft => steps.reduce(write, empty)

test('a new article begins with one text and the question it was made for', () => {
  const d = run({ do: 'load', question: '宠物狗怎么上牌' })
  expect(d.question).toBe('宠物狗怎么上牌')
  expect(d.blocks.map((b) => b.block.kind)).toEqual(['text'])
})

test('blocks are added, moved and removed without losing their identity', () => {
  const d = run({ do: 'block.add', kind: 'text' }, { do: 'block.add', kind: 'steps' }, { do: 'block.add', kind: 'phone' }, { do: 'block.move', at: 2, by: -1 })
  expect(d.blocks.map((b) => b.block.kind)).toEqual(['text', 'phone', 'steps'])
  expect(new Set(d.blocks.map((b) => b.key)).size).toBe(3)
  expect(write(d, { do: 'block.move', at: 0, by: -1 })).toBe(d)
  expect(write(d, { do: 'block.move', at: 2, by: 1 })).toBe(d)
  const less = write(d, { do: 'block.remove', at: 0 })
  expect(less.blocks.map((b) => b.block.kind)).toEqual(['phone', 'steps'])
  const more = write(less, { do: 'block.add', kind: 'link' })
  expect(new Set(more.blocks.map((b) => b.key)).size).toBe(3)
})

test('setting one block leaves the others alone and keeps the old state', () => {
  const d = run({ do: 'block.add', kind: 'text' }, { do: 'block.add', kind: 'text' })
  const e = write(d, { do: 'block.set', at: 1, block: { text: '新' } })
  expect(e.blocks[0]).toBe(d.blocks[0])
  expect(d.blocks[1]!.block.text).toBe('')
})

test('what is sent has no empty rows and only the fields of its kind', () => {
  const d = run({ do: 'set', field: 'question', value: ' 问 ' }, { do: 'variant.add', text: ' 甲 ' }, { do: 'variant.add' }, { do: 'block.add', kind: 'steps' }, { do: 'block.set', at: 0, block: { items: ['一', ' ', '二'], text: '不属于步骤' } }, { do: 'set', field: 'from', value: '2026-03-01' })
  expect(bodyOf(d, 3)).toEqual({ rev: 3, question: '问', category: '', department: '', variants: ['甲'], blocks: [{ kind: 'steps', items: ['一', '二'] }], related: [], valid_from: '2026-03-01T00:00:00+08:00' })
  expect(cleanBlock({ kind: 'form', target: 'case', label: '投诉', case_kind: '', class: undefined })).toEqual({ kind: 'form', target: 'case', label: '投诉' })
})

test('an article comes back as it was loaded', () => {
  const d = run({ do: 'load', article: { id: 'a', rev: 2, version: 1, status: 'published', category: '交通/停车', question: '问', variants: ['甲', '乙'], blocks: [{ kind: 'text', text: '答' }], updated_at: '2026-01-01T00:00:00Z', valid_from: '0001-01-01T00:00:00Z', valid_to: '2026-12-31T15:59:59Z' } })
  expect(bodyOf(d, 2)).toEqual({ rev: 2, question: '问', category: '交通/停车', department: '', variants: ['甲', '乙'], blocks: [{ kind: 'text', text: '答' }], related: [], valid_to: '2026-12-31T23:59:59+08:00' })
})
