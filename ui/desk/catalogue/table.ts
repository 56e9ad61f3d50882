import type { Report, Row } from './views'

/** A row being edited: its place in the table, so that filtering does not lose it. */
export interface Line {
  at: number
  row: Row
}

/** The lines that hold every word of the filter in some cell. */
export function filtered(rows: Row[], filter: string): Line[] {
  const words = filter.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return rows
    .map((row, at) => ({ at, row }))
    .filter(({ row }) => {
      const text = Object.values(row).join(' ').toLowerCase()
      return words.every((w) => text.includes(w))
    })
}

/** The table with one cell changed; an empty value is absent. */
export function withCell(rows: Row[], at: number, column: string, value: string): Row[] {
  return rows.map((r, i) => {
    if (i !== at) return r
    const next = { ...r, [column]: value }
    if (!value) delete next[column]
    return next
  })
}

/** The faults of each cell, by "line/column"; a fault of a whole line stands at "line/". */
export function faultsOf(report: Report | undefined): Map<string, string> {
  const out = new Map<string, string>()
  for (const f of report?.faults ?? []) out.set(`${f.line}/${f.column ?? ''}`, f.zh)
  return out
}

/** How many rows a report adds, changes and removes. */
export function tally(changes: Report['changes']): { added: number; changed: number; removed: number } {
  const n = { added: 0, changed: 0, removed: 0 }
  for (const c of changes) if (c.what === 'added' || c.what === 'changed' || c.what === 'removed') n[c.what]++
  return n
}
