import { zone } from '../../shared/format'

/** What the page asks for; all of it stands in the address. Times are local ones of China, as an input of the browser has them. */
export interface Asked {
  period?: string
  from?: string
  to?: string
  cutoff?: string
  group?: string
  /** unset: as the city has it by default */
  imported?: 'true' | 'false'
}

const local = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/

/** A time of China as the API takes it; undefined for what is no time. */
export function instant(at: string | undefined): string | undefined {
  if (!at || !local.test(at)) return undefined
  const t = new Date(`${at}:00+08:00`)
  return Number.isNaN(t.getTime()) ? undefined : t.toISOString().replace('.000Z', 'Z')
}

/** The other way: an instant as the input of the browser wants it. */
export function localTime(at: string): string {
  const p = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(new Date(at))
  return p.replace(' ', 'T')
}

/** The query of the API; importedToo is whether imported cases count where the address does not say. A period of one's own counts only when it has both ends. */
export function queryOf(a: Asked, importedToo = false): Record<string, string | undefined> {
  const from = instant(a.from)
  const to = instant(a.to)
  const own = from && to
  return { period: own ? undefined : (a.period ?? 'week'), from: own ? from : undefined, to: own ? to : undefined, cutoff: instant(a.cutoff), group: a.group, imported: (a.imported ?? String(importedToo)) === 'true' ? 'true' : undefined }
}

/** A value in per cent with one digit, and how it changed in points. */
export const figure = (v: number | undefined | null): string => (v === undefined || v === null ? '–' : v.toFixed(1))

/** The change in points; undefined where either is missing. */
export function points(now: number | undefined | null, before: number | undefined | null): number | undefined {
  if (now === undefined || now === null || before === undefined || before === null) return undefined
  return Math.round((now - before) * 10) / 10
}

/** Units by an indicator: the best first, those with too few or without any last, then by name. */
export function ranked<T extends { name: string; rates: Record<string, { value?: number; few?: boolean } | undefined> }>(rows: T[], key: string, down: boolean): T[] {
  const place = (r: T) => {
    const f = r.rates[key]
    return f?.value === undefined ? 2 : f.few ? 1 : 0
  }
  return [...rows].sort((a, b) => {
    const by = place(a) - place(b)
    if (by) return by
    const d = (b.rates[key]?.value ?? 0) - (a.rates[key]?.value ?? 0)
    return (down ? -d : d) || a.name.localeCompare(b.name, 'zh')
  })
}
