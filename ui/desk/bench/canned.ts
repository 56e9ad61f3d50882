export interface Canned {
  code: string
  use: string
  title: string
  text: string
}

export interface Values {
  citizen_title?: string
  agent_no?: string
  query_code?: string
  due?: string
}

/** The text with what is known filled in; what is not known stays to be filled in by hand. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (all, name: string) => values[name as keyof Values] || all)
}

/** The variables that nobody has filled in yet. */
export function unfilled(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((m) => m[1]!).filter((n, i, all) => all.indexOf(n) === i)
}

/** Canned replies that fit what follows the slash: by code, title or text, titles first. */
export function find(all: Canned[], query: string): Canned[] {
  const q = query.trim().toLowerCase()
  const rank = (c: Canned) => (c.code.toLowerCase().startsWith(q) || c.title.toLowerCase().includes(q) ? 0 : c.text.toLowerCase().includes(q) ? 1 : 2)
  return all.filter((c) => rank(c) < 2).sort((a, b) => rank(a) - rank(b)).slice(0, 8)
}
