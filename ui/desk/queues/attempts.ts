export type PartOfDay = 'morning' | 'afternoon' | 'evening' | 'night'

const hour = 3_600_000

/** The hour of the day in China, 0–23. */
const hourOf = (at: number) => new Date(at + 8 * hour).getUTCHours()

/** Morning 9–12, afternoon 12–18, evening 18–21; nobody is called at night. Milliseconds in. */
export function partOfDay(at: number): PartOfDay {
  const h = hourOf(at)
  if (h < 9 || h >= 21) return 'night'
  return h < 12 ? 'morning' : h < 18 ? 'afternoon' : 'evening'
}

/** At least this long lies between two calls. */
const apart = 2 * hour

export interface Plan {
  now: boolean
  /** when to call, milliseconds */
  at: number
  why?: 'night' | 'again'
  /** the part of the day of the last call */
  last?: PartOfDay
}

/** When to call next: not at night, not soon after the last call, and in another part of the day than the one that failed. */
export function nextCall(made: number[], now: number): Plan {
  const before = made.length ? Math.max(...made) : undefined
  const last = before === undefined ? undefined : partOfDay(before)
  const today = (at: number) => Math.floor((at + 8 * hour) / (24 * hour))
  const fits = (at: number) => {
    const p = partOfDay(at)
    return p !== 'night' && (before === undefined || (at - before >= apart && (p !== last || today(at) > today(before))))
  }
  if (fits(now)) return { now: true, at: now }
  let at = Math.ceil(now / hour) * hour
  while (!fits(at)) at += hour
  return { now: false, at, why: partOfDay(now) === 'night' ? 'night' : 'again', last: last === 'night' ? 'evening' : last }
}
