import type { ClockView } from './views'

type Note = NonNullable<ClockView['days']>[number]

/** One day of the picture of a deadline. */
export interface DayCell {
  /** YYYY-MM-DD in China */
  date: string
  kind: 'start' | 'counted' | 'makeup' | 'rest' | 'paused' | 'blank'
  n?: number
  name?: string
  name_en?: string
  /** the clock started here; such a day may count too */
  start: boolean
  due: boolean
  extended: boolean
  provisional: boolean
}

const dayMs = 86_400_000
const iso = (t: number) => new Date(t).toISOString().slice(0, 10)
const monday = (t: number) => t - ((new Date(t).getUTCDay() + 6) % 7) * dayMs

/**
 * The days of a deadline as weeks from Monday to Sunday, from the week it started in to the week it ends in. due is the day of the
 * deadline. Days between that were not named stay blank.
 */
export function weeksOf(days: Note[], due: string): DayCell[][] {
  if (!days.length) return []
  const cells = new Map<string, DayCell>()
  for (const d of days) {
    const known = cells.get(d.date)
    const cell: DayCell = {
      date: d.date,
      kind: d.kind as DayCell['kind'],
      n: d.n,
      name: d.name,
      name_en: d.name_en,
      start: d.kind === 'start' || !!known?.start,
      due: d.date === due,
      extended: !!d.extended,
      provisional: !!d.provisional,
    }
    cells.set(d.date, cell)
  }
  const all = [...cells.keys(), due].sort()
  const first = monday(Date.parse(all[0]!))
  const last = Date.parse(all[all.length - 1]!)
  const weeks: DayCell[][] = []
  for (let week = first; week <= last; week += 7 * dayMs)
    weeks.push(
      Array.from({ length: 7 }, (_, i) => {
        const date = iso(week + i * dayMs)
        return cells.get(date) ?? { date, kind: 'blank', start: false, due: date === due, extended: false, provisional: false }
      }),
    )
  return weeks
}

/** The day on which a deadline lies; one at midnight belongs to the day that ends there. */
export const dueDay = (at: string): string => iso(new Date(at).getTime() - 1 + 8 * 3_600_000)

/** "3月" above the first day of each month in the picture. */
export const monthOf = (date: string): number => Number(date.slice(5, 7))
export const dayOf = (date: string): number => Number(date.slice(8))
