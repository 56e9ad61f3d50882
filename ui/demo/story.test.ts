import { describe, expect, it } from 'vitest'
import { endOf, reachedBy, steps, told, type StoryItem } from './story'

const item = (kind: string, stage: string, at = ''): StoryItem => ({ id: kind + stage, kind, stage, rev: 1, at })

describe('story', () => {
  it('moves along the bar with the stages of the line', () => {
    const line = [item('conversation', 'bot'), item('conversation', 'human'), ...['registered', 'accepted', 'dispatched', 'handling', 'replied', 'surveying', 'closed'].map((s) => item('case', s))].map(reachedBy)
    expect(line).toEqual([...line].sort((a, b) => a - b))
    expect(line[0]).toBe(0)
    expect(line[line.length - 1]).toBe(steps - 1)
  })
  it('names ends that are not the bar’s own', () => {
    expect(endOf(item('case', 'declined'))).toBe('declined')
    expect(endOf(item('conversation', 'rated'))).toBe('ended')
    expect(endOf(item('case', 'closed'))).toBeUndefined()
  })
  it('tells what moved last', () => {
    expect(told([item('case', 'accepted', '2026-01-01'), item('case', 'closed', '2026-01-02')]).now?.stage).toBe('closed')
    expect(told([]).now).toBeUndefined()
  })
})
