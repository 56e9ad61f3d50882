import { length } from '../../shared/format'
import type { Problem } from '../../shared/problem'
import type { Action, FieldInfo } from '../../shared/views'

export type Control = 'text' | 'area' | 'choice' | 'scale' | 'flag' | 'class' | 'district' | 'department' | 'departments' | 'number' | 'date' | 'files' | 'hidden'

/** Texts that may be longer than this many characters get room to be written in. */
const roomy = 120

/** How a field is entered, by its type. A code is a class of the catalogue, except that of a district; digits are a scale. */
export function controlOf(f: FieldInfo): Control {
  switch (f.type) {
    case 'choice':
      return f.values?.every((v) => /^\d+$/.test(v)) ? 'scale' : 'choice'
    case 'code':
      return f.name === 'district' ? 'district' : 'class'
    case 'uuids':
      return 'files'
    case 'uuid':
    case 'hex':
      return 'hidden'
    case 'flag':
    case 'department':
    case 'departments':
    case 'number':
    case 'date':
      return f.type
  }
  return (f.max ?? 0) > roomy ? 'area' : 'text'
}

/** Rows of a text area to begin with: as many as its limit suggests. */
export const rowsOf = (f: FieldInfo): number => ((f.max ?? 0) > 2500 ? 6 : (f.max ?? 0) > 1000 ? 8 : 4)

/** What is sent: every field that was filled in, as text, without the space around it. */
export function valuesOf(a: Action, entered: Record<string, unknown>): Record<string, string> {
  const out: Record<string, string> = {}
  for (const f of a.fields) {
    const v = entered[f.name]
    const s = v === undefined || v === null ? '' : typeof v === 'boolean' ? (v ? 'yes' : 'no') : Array.isArray(v) ? v.join(' ') : String(v).trim()
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
    if (f.max && f.type !== 'uuids' && length(v) > f.max) return [{ name: f.name, code: 'too_long' }]
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

/** The act that this stage waits for; it is drawn as the first button. */
const nextActs = ['sign', 'accept', 'dispatch', 'reply', 'review_pass', 'survey', 'assign', 'take', 'answer_directly']

/** Acts that send something back or press somebody; drawn as dangerous. */
export const graveActs = ['decline', 'redo', 'review_redo', 'supervise', 'withdraw', 'close']

/** Acts that are always there and never what a stage waits for. */
const asideActs = ['note', 'remind']

/** Done at once, without a form: nothing is asked for and nothing is lost. */
export const immediate = (a: Action): boolean => a.fields.length === 0 && !graveActs.includes(a.act)

/** Buttons in the order they are drawn: what the stage waits for first, grave ones last. */
export function ordered(actions: Action[]): Action[] {
  const rank = (a: Action) => (nextActs.includes(a.act) ? nextActs.indexOf(a.act) : graveActs.includes(a.act) ? 100 : 50)
  return [...actions].sort((a, b) => rank(a) - rank(b))
}

/** Whether the first of the ordered acts is drawn as the one to take. */
export const leading = (a: Action): boolean => !graveActs.includes(a.act) && !asideActs.includes(a.act)
