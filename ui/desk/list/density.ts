import { useSyncExternalStore } from 'react'

export type Density = 'normal' | 'compact'

const place = 'minhu.desk.density'
const listeners = new Set<() => void>()
let now: Density | undefined

function read(): Density {
  try {
    return (now ??= localStorage.getItem(place) === 'compact' ? 'compact' : 'normal')
  } catch {
    return (now = 'normal')
  }
}

/** How close rows stand, for all lists of this browser. */
export function setDensity(d: Density): void {
  now = d
  try {
    localStorage.setItem(place, d)
  } catch {
    // the choice lasts for this page only
  }
  for (const f of listeners) f()
}

export const useDensity = (): Density =>
  useSyncExternalStore((f) => {
    listeners.add(f)
    return () => listeners.delete(f)
  }, read)
