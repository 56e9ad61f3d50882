import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { Problem } from '../shared/problem'
import { reach } from './api'

export interface Loaded<T> {
  value?: T
  problem?: Problem
  loading: boolean
  again: () => void
}

/** Loads something when the component appears and when key changes; what was loaded stays while it is loaded anew. */
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, set] = useState<{ key: string; value?: T; problem?: Problem; loading: boolean }>({ key, loading: true })
  const [turn, again] = useState(0)
  const how = useRef(load)
  how.current = load
  useEffect(() => {
    const stop = new AbortController()
    set((s) => (s.key === key ? { ...s, loading: true } : { key, loading: true }))
    how.current(stop.signal).then(
      (value) => {
        if (!stop.signal.aborted) set({ key, value, loading: false })
      },
      (e: unknown) => {
        if (stop.signal.aborted) return
        if (!(e instanceof Problem)) throw e
        set((s) => ({ ...s, problem: e, loading: false }))
      },
    )
    return () => stop.abort()
  }, [key, turn])
  // What failed while the server was away is read anew when it is back.
  const waits = !!state.problem?.transient
  useEffect(() => {
    if (!waits) return
    return reach.follow(() => {
      if (reach.value === 'fine') again((n) => n + 1)
    })
  }, [waits])
  return { value: state.key === key ? state.value : undefined, problem: state.problem, loading: state.loading, again: useCallback(() => again((n) => n + 1), []) }
}

/** Loads a list that the page can do without. */
export function useList<T>(load: () => Promise<T[]>): T[] {
  const [value, set] = useState<T[]>([])
  useEffect(() => {
    let here = true
    load().then((v) => here && set(v), () => undefined)
    return () => {
      here = false
    }
  }, [load])
  return value
}
