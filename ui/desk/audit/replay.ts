import type { TimelineItem } from '../../shared/views'

/** A case as it stood behind one of its events. */
export interface Moment {
  stage: string
  department: string
  fields: Record<string, string>
  reminders: number
  redos: number
  supervised: boolean
  overdue: string[]
}

const nothing: Moment = { stage: '', department: '', fields: {}, reminders: 0, redos: 0, supervised: false, overdue: [] }

/** What an event changed, field by field. */
export interface Diff {
  name: string
  before: string
  after: string
}

const passing = ['note', 'reason', 'comment', 'clock', 'party', 'conversation', 'query_code_index']

function after(m: Moment, i: TimelineItem): Moment {
  const fields = { ...m.fields }
  for (const [k, v] of Object.entries(i.fields ?? {})) if (!passing.includes(k) && v) fields[k] = v
  return {
    stage: i.to || m.stage,
    department: i.department || m.department,
    fields,
    reminders: m.reminders + (i.act === 'remind' ? 1 : 0),
    redos: m.redos + (i.act === 'redo' || i.act === 'review_redo' ? 1 : 0),
    supervised: m.supervised || i.act === 'supervise',
    overdue: i.act === 'overdue' ? [...m.overdue, i.fields?.clock ?? ''] : m.overdue,
  }
}

/** The state behind the first n events, folded from the record alone. */
export function momentAt(items: TimelineItem[], n: number): Moment {
  return items.slice(0, n).reduce(after, nothing)
}

/** What the n-th event (from 1) changed. */
export function diffAt(items: TimelineItem[], n: number): Diff[] {
  if (n < 1 || n > items.length) return []
  const a = momentAt(items, n - 1)
  const b = momentAt(items, n)
  const out: Diff[] = []
  if (a.stage !== b.stage) out.push({ name: 'stage', before: a.stage, after: b.stage })
  if (a.department !== b.department) out.push({ name: 'department', before: a.department, after: b.department })
  for (const k of Object.keys(b.fields)) if (k !== 'department' && a.fields[k] !== b.fields[k]) out.push({ name: k, before: a.fields[k] ?? '', after: b.fields[k] ?? '' })
  return out
}
