export type PaneKind = 'talk' | 'call' | 'case'

export interface Pane {
  kind: PaneKind
  id: string
}

/** How many talks, calls and cases an agent has open at once. */
export const mostPanes = 6

/** A pane as it stands in the address: the id of a talk, "call:id", "case:id". */
export const nameOf = (p: Pane): string => (p.kind === 'talk' ? p.id : `${p.kind}:${p.id}`)

export function paneOf(name: string): Pane | undefined {
  const [kind, id] = name.includes(':') ? name.split(':', 2) : ['talk', name]
  return id && (kind === 'talk' || kind === 'call' || kind === 'case') ? { kind, id } : undefined
}

/** The open panes of an address, the active one among them; with more than fit, the oldest make room. */
export function panesOf(list: string | undefined, active: string | undefined): string[] {
  const names = (list ?? '').split(',').filter((n) => paneOf(n))
  if (active && paneOf(active)) names.push(active)
  const once = names.filter((n, i) => names.indexOf(n) === i)
  while (once.length > mostPanes) once.splice(once.findIndex((n) => n !== active), 1)
  return once
}

/** What stands in the address after a pane was closed: the rest, and its neighbour if it was the active one. */
export function without(panes: string[], active: string | undefined, gone: string): { id?: string; panes?: string } {
  const at = panes.indexOf(gone)
  const rest = panes.filter((n) => n !== gone)
  return { id: active === gone ? rest[Math.min(Math.max(at, 0), rest.length - 1)] : active, panes: rest.join(',') || undefined }
}
