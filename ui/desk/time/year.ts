import type { YearDoc } from './views'

export interface YearDay {
  date: string
  kind: 'weekday' | 'weekend' | 'holiday' | 'makeup'
  name: string
  name_en: string
}

const dayMs = 86_400_000
const iso = (t: number) => new Date(t).toISOString().slice(0, 10)

/** Every day of a year as its document has it: Monday to Friday worked, days off and make-up days as listed. */
export function daysOf(y: YearDoc): YearDay[] {
  const off = new Map<string, { name: string; name_en: string }>()
  for (const r of y.rest ?? []) {
    const to = Date.parse(r.to)
    for (let t = Date.parse(r.from); t <= to && off.size < 400; t += dayMs) off.set(iso(t), r)
  }
  const worked = new Set(y.worked ?? [])
  const out: YearDay[] = []
  for (let t = Date.UTC(y.year, 0, 1); new Date(t).getUTCFullYear() === y.year; t += dayMs) {
    const date = iso(t)
    const weekday = new Date(t).getUTCDay()
    const r = off.get(date)
    const kind = r ? 'holiday' : worked.has(date) ? 'makeup' : weekday === 0 || weekday === 6 ? 'weekend' : 'weekday'
    out.push({ date, kind, name: r?.name ?? '', name_en: r?.name_en ?? '' })
  }
  return out
}

/** The document with one year in the place of the year of that number, or behind the last. Years in between are added as they stand without a notice. */
export function withYear(years: YearDoc[], y: YearDoc): YearDoc[] {
  const out = years.map((x) => (x.year === y.year ? y : x))
  for (let n = (out[out.length - 1]?.year ?? y.year - 1) + 1; n <= y.year; n++) out.push(n === y.year ? y : { year: n, status: 'provisional', source: '尚未公布', rest: [], worked: [] })
  return out
}
