import type { Article, Block } from '../../shared/views'

/** An article as it is being written. key is the page's own, so that rows keep their identity when they move. */
export interface Draft {
  question: string
  category: string
  department: string
  variants: { key: number; text: string }[]
  blocks: { key: number; block: Block }[]
  related: string[]
  /** days, YYYY-MM-DD in China; "" = no bound */
  from: string
  to: string
  next: number
}

export type Step =
  | { do: 'load'; article?: Article; question?: string; category?: string }
  | { do: 'set'; field: 'question' | 'category' | 'department' | 'from' | 'to'; value: string }
  | { do: 'related'; value: string[] }
  | { do: 'variant.add'; text?: string }
  | { do: 'variant.set'; at: number; text: string }
  | { do: 'variant.remove'; at: number }
  | { do: 'block.add'; kind: Block['kind'] }
  | { do: 'block.set'; at: number; block: Partial<Block> }
  | { do: 'block.move'; at: number; by: -1 | 1 }
  | { do: 'block.remove'; at: number }

export const empty: Draft = { question: '', category: '', department: '', variants: [], blocks: [], related: [], from: '', to: '', next: 1 }

const fresh: Record<Block['kind'], Partial<Block>> = {
  text: { text: '' },
  steps: { items: [''] },
  outlet: { outlet_ids: [] },
  phone: { label: '', number: '' },
  link: { label: '', url: '' },
  picture: { src: '', alt: '' },
  form: { target: 'case', label: '' },
}

/** The day in China of an instant; "" where there is none (the zero time of the server). */
const dayOf = (at?: string) => (!at || at.startsWith('0001') ? '' : new Date(new Date(at).getTime() + 8 * 3_600_000).toISOString().slice(0, 10))

export function write(d: Draft, s: Step): Draft {
  switch (s.do) {
    case 'load': {
      const a = s.article
      if (!a) return { ...empty, question: s.question ?? '', category: s.category ?? '', blocks: [{ key: 1, block: { kind: 'text', text: '' } }], next: 2 }
      let next = 1
      return {
        question: a.question,
        category: a.category,
        department: a.department ?? '',
        variants: a.variants.map((text) => ({ key: next++, text })),
        blocks: a.blocks.map((block) => ({ key: next++, block })),
        related: a.related ?? [],
        from: dayOf(a.valid_from),
        to: dayOf(a.valid_to),
        next,
      }
    }
    case 'set':
      return { ...d, [s.field]: s.value }
    case 'related':
      return { ...d, related: s.value }
    case 'variant.add':
      return { ...d, variants: [...d.variants, { key: d.next, text: s.text ?? '' }], next: d.next + 1 }
    case 'variant.set':
      return { ...d, variants: d.variants.map((v, i) => (i === s.at ? { ...v, text: s.text } : v)) }
    case 'variant.remove':
      return { ...d, variants: d.variants.filter((_, i) => i !== s.at) }
    case 'block.add':
      return { ...d, blocks: [...d.blocks, { key: d.next, block: { kind: s.kind, ...fresh[s.kind] } }], next: d.next + 1 }
    case 'block.set':
      return { ...d, blocks: d.blocks.map((b, i) => (i === s.at ? { ...b, block: { ...b.block, ...s.block } } : b)) }
    case 'block.move': {
      const to = s.at + s.by
      if (to < 0 || to >= d.blocks.length) return d
      const blocks = [...d.blocks]
      const [row] = blocks.splice(s.at, 1)
      blocks.splice(to, 0, row!)
      return { ...d, blocks }
    }
    case 'block.remove':
      return { ...d, blocks: d.blocks.filter((_, i) => i !== s.at) }
  }
}

const used: Record<Block['kind'], (keyof Block)[]> = {
  text: ['text'],
  steps: ['title', 'items'],
  outlet: ['outlet_ids', 'name', 'address', 'lat', 'lng', 'phone', 'hours'],
  phone: ['label', 'number', 'hours'],
  link: ['label', 'url'],
  picture: ['src', 'alt'],
  form: ['label', 'target', 'case_kind', 'class'],
}

/** The block as the server takes it: the fields of its kind alone, without empty ones. */
export function cleanBlock(b: Block): Block {
  const out: Record<string, unknown> = { kind: b.kind }
  for (const f of used[b.kind]) {
    let v: unknown = b[f]
    if (Array.isArray(v)) v = (v as string[]).map((x) => x.trim()).filter(Boolean)
    else if (typeof v === 'string') v = v.trim()
    if (v === '' || v === undefined || (Array.isArray(v) && !v.length)) continue
    out[f] = v
  }
  return out as unknown as Block
}

/** What is sent when the draft is saved. */
export function bodyOf(d: Draft, rev: number): Record<string, unknown> {
  return {
    rev,
    question: d.question.trim(),
    category: d.category.trim(),
    department: d.department,
    variants: d.variants.map((v) => v.text.trim()).filter(Boolean),
    blocks: d.blocks.map((b) => cleanBlock(b.block)),
    related: d.related,
    ...(d.from ? { valid_from: `${d.from}T00:00:00+08:00` } : {}),
    ...(d.to ? { valid_to: `${d.to}T23:59:59+08:00` } : {}),
  }
}
