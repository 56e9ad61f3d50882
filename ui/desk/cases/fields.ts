import { length } from '../../shared/format'
import type { Problem } from '../../shared/problem'
import type { Action, FieldInfo } from '../../shared/views'

export type Control = 'text' | 'area' | 'choice' | 'flag' | 'class' | 'district' | 'department' | 'scale'

/** How a field is entered: by its type, and by its name where the value is a code of a catalogue. */
export function controlOf(f: FieldInfo): Control {
  if (f.name === 'satisfied') return 'scale'
  if (f.name === 'class') return 'class'
  if (f.name === 'district') return 'district'
  if (f.type === 'department') return 'department'
  if (f.type === 'choice') return 'choice'
  if (f.type === 'flag') return 'flag'
  return (f.max ?? 0) > 120 ? 'area' : 'text'
}

/** What is sent: every field that was filled in, texts without the space around them. */
export function valuesOf(a: Action, entered: Record<string, unknown>): Record<string, string> {
  const out: Record<string, string> = {}
  for (const f of a.fields) {
    const v = entered[f.name]
    const s = v === undefined || v === null ? '' : typeof v === 'boolean' ? (v ? 'yes' : 'no') : String(v).trim()
    if (s) out[f.name] = s
  }
  return out
}

export interface Complaint {
  name: string
  code: 'required' | 'too_long'
}

/** What would be refused, before it is sent. */
export function check(a: Action, entered: Record<string, unknown>): Complaint[] {
  const values = valuesOf(a, entered)
  return a.fields.flatMap((f): Complaint[] => {
    const v = values[f.name] ?? ''
    if (f.required && !v) return [{ name: f.name, code: 'required' }]
    if (f.max && length(v) > f.max) return [{ name: f.name, code: 'too_long' }]
    return []
  })
}

/** The server's refusals by field of the form; those that belong to no field are left over. */
export function fieldErrors(p: Problem, names: string[]): { at: Record<string, string>; over: string[] } {
  const at: Record<string, string> = {}
  const over: string[] = []
  for (const f of p.fields) {
    const name = f.name.replace(/^fields\./, '')
    const text = f.detail || f.code
    if (names.includes(name)) at[name] = text
    else over.push(`${name}：${text}`)
  }
  return { at, over }
}

/** Acts that are done at once, without a form: nothing is required and nothing is lost. */
export const immediate = ['sign', 'take']

/** The act that this stage waits for; it is drawn as the first button. */
export const nextActs = ['sign', 'accept', 'dispatch', 'reply', 'review_pass', 'survey', 'assign', 'take', 'answer_directly']

/** Acts that send something back or press somebody; drawn as dangerous. */
export const graveActs = ['decline', 'redo', 'review_redo', 'supervise', 'withdraw', 'close']

/** Buttons in the order they are drawn: what the stage waits for first, grave ones last. */
export function ordered(actions: Action[]): Action[] {
  const rank = (a: Action) => (nextActs.includes(a.act) ? nextActs.indexOf(a.act) : graveActs.includes(a.act) ? 100 : 50)
  return [...actions].sort((a, b) => rank(a) - rank(b))
}
