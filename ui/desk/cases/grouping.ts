import { isoDay } from '../../shared/format'
import type { CaseItem } from '../../shared/views'

export type GroupName = 'over' | 'today' | 'tomorrow' | 'week' | 'later' | 'none'

export interface Group<T> {
  name: GroupName
  items: T[]
}

const order: GroupName[] = ['over', 'today', 'tomorrow', 'week', 'later', 'none']

/** Stages in which the department that has the case must do something; in others it waits for somebody. */
const working = ['dispatched', 'handling', 'signing_off']

/** Which part of the inbox a row belongs to at an instant (milliseconds): by China's calendar days, weeks end on Sunday. */
export function groupOf(item: Pick<CaseItem, 'next' | 'overdue'> & { stage?: string }, now: number): GroupName {
  if (item.stage && !working.includes(item.stage)) return 'none'
  // A late signature leaves the reply's clock running; the case is late all the same.
  if (item.overdue) return 'over'
  const k = item.next
  if (!k) return 'none'
  const due = new Date(k.due_at).getTime()
  if (k.overdue_at || due <= now) return 'over'
  const day = 86_400_000
  const dueDay = isoDay(due)
  if (dueDay === isoDay(now)) return 'today'
  if (dueDay === isoDay(now + day)) return 'tomorrow'
  const weekday = new Date(now + 8 * 3_600_000).getUTCDay() || 7
  return dueDay <= isoDay(now + (7 - weekday) * day) ? 'week' : 'later'
}

/** Rows by group, late ones first, each group by due time; a row without a running clock comes last. */
export function grouped<T extends Pick<CaseItem, 'next' | 'overdue'> & { stage?: string }>(items: T[], now: number): Group<T>[] {
  const due = (i: T) => (i.next ? new Date(i.next.due_at).getTime() : Infinity)
  const by = new Map<GroupName, T[]>()
  for (const i of items) {
    const g = groupOf(i, now)
    by.set(g, [...(by.get(g) ?? []), i])
  }
  return order.flatMap((name) => {
    const rows = by.get(name)
    return rows ? [{ name, items: rows.sort((a, b) => due(a) - due(b) || 0) }] : []
  })
}
