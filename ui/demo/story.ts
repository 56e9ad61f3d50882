import type { Demo } from '../shared/views'

export type StoryItem = Demo['story'][number]

/** How many steps the bar has: 咨询 人工 登记 受理 派单 签收 答复 审核 回访 办结. */
export const steps = 10

const reached: Record<string, number> = {
  'conversation/bot': 0,
  'conversation/queued': 1,
  'conversation/human': 1,
  'conversation/ended': 1,
  'conversation/rated': 1,
  'case/registered': 2,
  'case/accepted': 3,
  'case/dispatched': 4,
  'case/handling': 5,
  'case/replied': 6,
  'case/surveying': 8, // the review has passed; the survey is on
  'case/closed': 9,
  'case/declined': 3,
  'case/withdrawn': 2,
}

/** The last step that a matter has reached. */
export function reachedBy(i: StoryItem): number {
  return reached[`${i.kind}/${i.stage}`] ?? 0
}

/** The end that is not the bar's own, or undefined. */
export function endOf(i: StoryItem): 'declined' | 'withdrawn' | 'ended' | undefined {
  if (i.stage === 'declined' || i.stage === 'withdrawn') return i.stage
  return i.kind === 'conversation' && (i.stage === 'ended' || i.stage === 'rated') ? 'ended' : undefined
}

/** The story that is told: whatever moved last, and the others behind it. */
export function told(story: StoryItem[]): { now?: StoryItem; others: StoryItem[] } {
  const sorted = [...story].sort((a, b) => (b.at ?? '').localeCompare(a.at ?? ''))
  return { now: sorted[0], others: sorted.slice(1, 6) }
}
