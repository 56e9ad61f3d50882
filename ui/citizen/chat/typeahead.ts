import { useEffect, useRef, useState } from 'preact/hooks'
import { Problem } from '../../shared/problem'
import type { Suggestion } from '../../shared/views'
import { api } from '../api'

const pause = 180

/** Questions that complete what is being typed, from two characters on; nothing while an input method composes. */
export function useSuggestions(text: string, wanted: boolean): [Suggestion[], () => void] {
  const [list, set] = useState<Suggestion[]>([])
  const closed = useRef('')
  const q = text.trim()
  useEffect(() => {
    if (!wanted || Array.from(q).length < 2 || Array.from(q).length > 50 || q === closed.current) {
      set([])
      return
    }
    const stop = new AbortController()
    const timer = setTimeout(() => {
      api.get<{ items: Suggestion[] }>(`/api/v1/suggestions?q=${encodeURIComponent(q)}`, { signal: stop.signal, tries: 1 }).then(
        (r) => {
          if (!stop.signal.aborted) set(r.items.filter((s) => s.question !== q).slice(0, 5))
        },
        (e: unknown) => {
          if (!(e instanceof Problem)) throw e // no suggestions then
        },
      )
    }, pause)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [q, wanted])
  return [
    list,
    () => {
      closed.current = q
      set([])
    },
  ]
}
