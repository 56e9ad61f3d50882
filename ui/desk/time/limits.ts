import type { LimitLine } from './views'

/** The limits in the order of the clocks, those that fit every case first; at keeps the place in the document, from 0. */
export function grouped(limits: LimitLine[], clocks: string[]): { line: LimitLine; at: number }[] {
  const rank = (l: LimitLine) => {
    const i = clocks.indexOf(l.clock)
    return i < 0 ? clocks.length : i
  }
  const exact = (l: LimitLine) => Number(!!l.urgency) * 8 + Number(!!l.class) * 4 + Number(!!l.kind) * 2 + Number(!!l.level)
  return limits.map((line, at) => ({ line, at })).sort((a, b) => rank(a.line) - rank(b.line) || exact(a.line) - exact(b.line) || a.at - b.at)
}

/** "50, 80" as warning marks; what is no number is left out. */
export const marksOf = (text: string): number[] =>
  text
    .split(/[,，、\s]+/)
    .filter((x) => /^\d+$/.test(x))
    .map(Number)

/** A line without the parts that fit every case, as the server takes it. */
export function clean(l: LimitLine): LimitLine {
  const out = { ...l }
  for (const k of ['urgency', 'class', 'kind', 'level', 'rule'] as const) if (!out[k]) delete out[k]
  return out
}
