import { useEffect, useState } from 'react'
import { useKeys } from '../parts/keys'

/** The row that a step of n leads to; the first one when none is marked yet. */
export function stepTo(ids: string[], at: string | undefined, n: number): string | undefined {
  const now = at === undefined ? -1 : ids.indexOf(at)
  return ids[now < 0 ? 0 : Math.max(0, Math.min(ids.length - 1, now + n))]
}

const element = (id: string) => document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)

/**
 * J and K go through the rows. While a row is open they open the next one; else they carry the focus, and Enter opens. The row
 * stays in sight. / goes to the search box.
 */
export function useSteps(ids: string[], open: string | undefined, onOpen: ((id: string) => void) | undefined): void {
  const [mark, setMark] = useState<string>()
  const step = (n: number) => () => {
    const to = stepTo(ids, open ?? mark, n)
    if (to === undefined) return
    if (open !== undefined && onOpen) return onOpen(to)
    setMark(to)
    element(to)?.focus()
  }
  useKeys({
    j: step(1),
    k: step(-1),
    ArrowDown: step(1),
    ArrowUp: step(-1),
    '/': () => document.querySelector<HTMLInputElement>('[data-search] input')?.focus(),
  })
  useEffect(() => {
    if (open === undefined) return
    setMark(open)
    element(open)?.scrollIntoView({ block: 'nearest' })
  }, [open])
}
