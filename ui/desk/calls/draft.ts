/** What an agent is typing about a call. */
export interface Entered {
  kind: string
  content: string
  title: string
  class?: string
  place?: string
  district?: string
  name?: string
  phone?: string
  accused?: string
  confidential?: boolean
  wants_reply?: boolean
  urgent?: boolean
  public_reply?: string
  attachments?: string[]
}

const key = (call: string) => `minhu.call.${call}`

/** Keeps what is typed over a reload of this tab, and nowhere else: it may hold personal data. Without a value it is forgotten. */
export function keepDraft(call: string, v?: Partial<Entered>): void {
  try {
    if (v) sessionStorage.setItem(key(call), JSON.stringify(v))
    else sessionStorage.removeItem(key(call))
  } catch {
    // a browser that keeps nothing still registers
  }
}

export function readDraft(call: string): Partial<Entered> | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(key(call)) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

/** The first words of a text, up to its first stop: what a matter is called until somebody names it. */
export function titleOf(content: string): string {
  const first = content.trim().split(/[。！？!?\n；;]/)[0] ?? ''
  return Array.from(first).slice(0, 30).join('')
}

/** Where a form goes and what it sends. The number of the call stands in where no other one was given. */
export function request(what: 'case' | 'message' | 'answer', call: string, v: Entered): { path: string; body: Record<string, unknown> } {
  const text = (s?: string) => (s ?? '').trim()
  const contact = { name: text(v.name), phone: text(v.phone), address: '' }
  const common = { title: text(v.title), content: text(v.content), class: text(v.class), district: text(v.district), attachments: v.attachments ?? [], contact }
  if (what === 'message') return { path: '/api/v1/messages', body: { ...common, call_id: call } }
  const matter = { ...common, kind: v.kind, place: text(v.place), accused: text(v.accused), confidential: !!v.confidential, wants_reply: v.wants_reply !== false, urgency: v.urgent ? 'urgent' : 'normal' }
  if (what === 'answer') return { path: `/api/v1/calls/${call}/actions/answer`, body: { case: matter, record: '', public_reply: text(v.public_reply) } }
  return { path: '/api/v1/cases', body: { ...matter, call_id: call } }
}
