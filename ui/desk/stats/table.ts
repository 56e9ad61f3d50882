/** Figures as rows; the first column names the row. */
export interface Table {
  head: string[]
  rows: (string | number)[][]
}

/** RFC 4180; a cell that a spreadsheet would take for a formula is quoted with an apostrophe. */
export function csvOf(t: Table): string {
  const cell = (v: string | number) => {
    const s = typeof v === 'string' && /^[=+\-@\t\r]/.test(v) ? `'${v}` : String(v)
    return /[",\r\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s
  }
  return [t.head, ...t.rows].map((r) => r.map(cell).join(',')).join('\r\n') + '\r\n'
}

/** A share of 0 to 1, or undefined where there is nothing to divide by. */
export function share(part: number, of: number): number | undefined {
  return of > 0 ? part / of : undefined
}

/** How a figure changed: for counts relative to before, for shares in percentage points; undefined where before has none. */
export function change(now: number | undefined, before: number | undefined, kind: 'count' | 'share'): number | undefined {
  if (now === undefined || before === undefined) return undefined
  if (kind === 'share') return (now - before) * 100
  return before > 0 ? ((now - before) / before) * 100 : undefined
}

/** Every hour of the day or every day of the stretch, with zeros where the server sent none. */
export function filled<T extends { key: string }>(rows: T[], keys: string[], zero: Omit<T, 'key'>): T[] {
  const by = new Map(rows.map((r) => [r.key, r]))
  return keys.map((key) => by.get(key) ?? ({ ...zero, key } as T))
}
