import { newKey } from '../../shared/client'
import { keep, recall } from '../kept'

/** A file that was handed in and waits for its matter. */
export interface Handed {
  id: string
  name: string
  family: string
}

/** What a citizen is writing: kept on this browser until it is sent, with the key it will be sent under. */
export interface CaseDraft {
  key: string
  step: number
  kind: string
  class: string
  title: string
  content: string
  place: string
  district: string
  confidential: boolean
  publish: boolean
  reply: boolean
  relation: string
  accused: string
  name: string
  phone: string
  agree: boolean
  conversation: string
  files: Handed[]
}

export const empty = (): CaseDraft => ({ key: newKey(), step: 1, kind: '', class: '', title: '', content: '', place: '', district: '', confidential: false, publish: false, reply: true, relation: 'self', accused: '', name: '', phone: '', agree: false, conversation: '', files: [] })

export function load(): CaseDraft {
  return { ...empty(), ...recall<CaseDraft>('draft.case') }
}

export const save = (d: CaseDraft) => keep('draft.case', d)
export const clear = () => keep('draft.case', undefined)

export const written = (d: CaseDraft) => !!(d.title || d.content || d.place || d.name || d.phone)

/** The request's body; empty values are left out. */
export function body(d: CaseDraft) {
  return {
    kind: d.kind,
    class: d.class,
    title: d.title.trim(),
    content: d.content.trim(),
    place: d.place.trim(),
    district: d.district,
    accused: d.accused,
    confidential: d.confidential,
    // What is confidential is never published.
    may_publish: d.publish && !d.confidential,
    wants_reply: d.reply,
    on_behalf_relation: d.relation,
    conversation_id: d.conversation,
    attachments: d.files.map((f) => f.id),
    contact: { name: d.name.trim(), phone: d.phone.trim(), address: '' },
  }
}

/** Which step a field of the request stands on. */
export function stepOf(field: string): number {
  if (['kind', 'class', 'title', 'content'].includes(field)) return 1
  if (['place', 'district', 'confidential', 'accused', 'attachments', 'may_publish'].includes(field)) return 2
  return 3
}
