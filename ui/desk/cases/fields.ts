import { length } from '../../shared/format'
import type { Problem } from '../../shared/problem'
import type { Action, FieldInfo } from '../../shared/views'

export type Control = 'text' | 'area' | 'choice' | 'scale' | 'flag' | 'class' | 'district' | 'department' | 'departments' | 'number' | 'date' | 'files' | 'case' | 'person' | 'hidden'

/** Texts that may be longer than this many characters get room to be written in. */
const roomy = 120

/** Fields that name another case. */
const caseFields = ['master', 'member', 'other']

/** How a field is entered, by its type. A code is a class of the catalogue, except that of a district; digits are a scale. */
export function controlOf(f: FieldInfo): Control {
  switch (f.type) {
    case 'choice':
      return f.values?.every((v) => /^\d+$/.test(v)) ? 'scale' : 'choice'
    case 'code':
      return f.name === 'district' ? 'district' : 'class'
    case 'uuids':
      return f.name === 'attachments' ? 'files' : 'hidden'
    case 'uuid':
      if (caseFields.includes(f.name)) return 'case'
      return f.name === 'assignee' ? 'person' : 'hidden'
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
const nextActs = ['return_uphold', 'extension_approve', 'early_end_approve', 'deferral_approve', 'appeal_uphold', 'contest_uphold', 'sign', 'assist_sign', 'accept', 'dispatch', 'sign_off', 'reply', 'assist_report', 'consult_reply', 'supervise_reply', 'review_pass', 'survey', 'assign', 'first_contact', 'take', 'answer_directly']

/** Acts that send something back, end it or press somebody; drawn as dangerous. */
export const graveActs = ['decline', 'redo', 'review_redo', 'sign_off_reject', 'return_reject', 'extension_reject', 'early_end_reject', 'deferral_reject', 'appeal_reject', 'contest_reject', 'unmerge', 'unlink', 'unpublish', 'dispatch_despite', 'supervise', 'withdraw', 'close', 'survey_unreachable']

export type ActGroup = 'rule' | 'handle' | 'apply' | 'more'

/** The order of the groups on the bar. */
export const actGroups: ActGroup[] = ['rule', 'handle', 'apply', 'more']

const handling = ['sign', 'assist_sign', 'accept', 'dispatch', 'dispatch_despite', 'reply', 'assist_report', 'consult_reply', 'assign', 'first_contact', 'ask_more', 'supplement', 'add_unit', 'send_down', 'escalate', 'wake', 'supervise_reply', 'survey', 'survey_attempt', 'survey_unreachable', 'answer_directly', 'transfer', 'decline', 'consult', 'consult_close', 'redo', 'reopen', 'recur']

/** Where an act stands on the bar: what rules on another's work, what handles the case, what applies for something, the rest. */
export function groupOfAct(act: string): ActGroup {
  if (/^(review|sign_off)|_(uphold|reject|approve)$/.test(act)) return 'rule'
  if (/_apply$/.test(act) || act === 'appeal') return 'apply'
  return handling.includes(act) ? 'handle' : 'more'
}

/** The keys of acts, while their case is open. Acts that share a letter are never to be taken by the same person at once. */
export const keyOfAct: Record<string, string> = {
  sign: 's', assist_sign: 's', reply: 'r', assist_report: 'r', consult_reply: 'r', supervise_reply: 'r',
  return_apply: 't', extension_apply: 'x', deferral_apply: 'h', early_end_apply: 'e', dispatch: 'd', dispatch_despite: 'd', send_down: 'd',
  accept: 'a', assign: 'a', first_contact: 'c', merge: 'm', link: 'l', note: 'n', supervise: 'u', remind: 'i', survey: 'v',
  ...Object.fromEntries(['review_pass', 'sign_off', 'return_uphold', 'extension_approve', 'early_end_approve', 'deferral_approve', 'appeal_uphold', 'contest_uphold'].map((a) => [a, 'y'])),
  ...Object.fromEntries(['review_redo', 'sign_off_reject', 'return_reject', 'extension_reject', 'early_end_reject', 'deferral_reject', 'appeal_reject', 'contest_reject'].map((a) => [a, 'b'])),
}

/** Which acts rule on an application of a kind: the first one grants it. */
export const rulingActs: Record<string, [string, string]> = {
  return: ['return_uphold', 'return_reject'],
  extension: ['extension_approve', 'extension_reject'],
  early_end: ['early_end_approve', 'early_end_reject'],
  deferral: ['deferral_approve', 'deferral_reject'],
  appeal: ['appeal_uphold', 'appeal_reject'],
  contest: ['contest_uphold', 'contest_reject'],
}

/** Acts that are always there and never what a stage waits for. */
const asideActs = ['note', 'remind', 'supplement']

/** Done at once, without a form: nothing is asked for and nothing is lost. */
export const immediate = (a: Action): boolean => a.fields.length === 0 && !graveActs.includes(a.act)

/** Buttons in the order they are drawn: what the stage waits for first, grave ones last. */
export function ordered(actions: Action[]): Action[] {
  const rank = (a: Action) => (nextActs.includes(a.act) ? nextActs.indexOf(a.act) : graveActs.includes(a.act) ? 100 : 50)
  return [...actions].sort((a, b) => rank(a) - rank(b))
}

/** Whether the first of the ordered acts is drawn as the one to take. */
export const leading = (a: Action): boolean => !graveActs.includes(a.act) && !asideActs.includes(a.act)

/** How many acts stand on the bar as buttons where there is room; the others open from the menus of their groups. */
export const mostButtons = 5

/** Acts that stand on the bar themselves, in order; the rest by group. What is grave stands there only as the counterpart of a ruling. */
export function spread(actions: Action[], most = mostButtons): { buttons: Action[]; menus: Record<ActGroup, Action[]> } {
  const all = ordered(actions)
  const worth = (a: Action) => nextActs.includes(a.act) || asideActs.includes(a.act) || (groupOfAct(a.act) === 'rule' && graveActs.includes(a.act))
  const buttons = all.length <= most + 1 ? all : all.filter(worth).slice(0, most)
  const menus: Record<ActGroup, Action[]> = { rule: [], handle: [], apply: [], more: [] }
  for (const a of all) if (!buttons.includes(a)) menus[groupOfAct(a.act)].push(a)
  return { buttons, menus }
}
