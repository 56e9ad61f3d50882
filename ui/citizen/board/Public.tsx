import { useEffect, useState } from 'preact/hooks'
import { paragraphs } from '../../shared/blocks'
import { day, length } from '../../shared/format'
import { Problem } from '../../shared/problem'
import type { Page as List, PublicItem } from '../../shared/views'
import { api } from '../api'
import { Choices, Empty, Failed, Field, Page, Skeleton } from '../parts'
import { go, type Route } from '../router'
import { t, words } from '../words'
import { also } from '../words/public'
import { Reply } from '../track/Reply'
import { JoinPublic } from './JoinPublic'

type Kind = 'cases' | 'messages'

/** 办理结果公开: what closed cases and answered messages came to, for everybody. The search stands in the address. */
export function Public({ route }: { route: Route }) {
  const kind: Kind = route.path[1] === 'messages' ? 'messages' : 'cases'
  const q = route.query.get('q') ?? ''
  const [text, setText] = useState(q)
  const [wrong, setWrong] = useState('')
  useEffect(() => setText(q), [q])
  const show = (k: Kind, words: string) => go(`public/${k}${words ? `?q=${encodeURIComponent(words)}` : ''}`)
  const search = () => {
    const n = length(text.replace(/\s/g, ''))
    const bad = n === 1 ? also('public.search.short') : n > 40 ? also('public.search.long') : ''
    setWrong(bad)
    if (!bad) show(kind, text.trim())
  }
  return (
    <Page title={also('public.title')} lead={also('public.lead')} back="track">
      <form
        class="card"
        role="search"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          search()
        }}
      >
        <Choices
          name="kind"
          label={also('public.kind')}
          value={kind}
          onPick={(k) => show(k as Kind, q)}
          options={[
            { value: 'cases', label: also('public.cases') },
            { value: 'messages', label: also('public.messages') },
          ]}
        />
        <Field name="q" label={also('public.search')} hint={also('public.search.hint')} value={text} onInput={(v) => (setText(v), setWrong(''))} error={wrong} required autocomplete="off" />
        <div class="acts">
          <button type="submit" class="primary wide-button">
            {also('public.search')}
          </button>
        </div>
      </form>
      <Results key={`${kind}/${q}`} kind={kind} q={q} />
    </Page>
  )
}

function Results({ kind, q }: { kind: Kind; q: string }) {
  const [items, setItems] = useState<PublicItem[]>()
  const [next, setNext] = useState<string>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const read = async (cursor?: string, signal?: AbortSignal) => {
    setBusy(true)
    setProblem(undefined)
    const query = new URLSearchParams({ limit: '20', ...(q && { q }), ...(cursor && { cursor }) })
    try {
      const page = await api.get<List<PublicItem>>(`/api/v1/public-${kind}?${query}`, { signal })
      if (signal?.aborted) return
      setItems((now) => [...(cursor ? (now ?? []) : []), ...page.items])
      setNext(page.next_cursor)
    } catch (e) {
      if (signal?.aborted) return
      if (!(e instanceof Problem)) throw e
      setProblem(e)
    } finally {
      setBusy(false)
    }
  }
  useEffect(() => {
    const stop = new AbortController()
    void read(undefined, stop.signal)
    return () => stop.abort()
  }, [])
  return (
    <div class="public" aria-live="polite" aria-busy={busy}>
      {problem && <Failed problem={problem} again={() => void read(items ? next : undefined)} />}
      {!items && busy && <Skeleton />}
      {items && !items.length && <Empty say={also(q ? 'public.none' : 'public.none.yet')} />}
      {items?.map((i) => (
        <details key={i.id} class="card">
          <summary class="row-main">
            <strong>{i.title || also('public.untitled', { class: i.class_name || also('public.other') })}</strong>
            <small>{[i.department_name, i.district_name, also(kind === 'cases' ? 'public.closed' : 'public.answered', { day: day(i.at, words.lang) })].filter(Boolean).join(' · ')}</small>
          </summary>
          {i.content && (
            <>
              <h2>{also('public.matter')}</h2>
              {paragraphs(i.content).map((p, n) => (
                <p key={n} class="para">
                  {p}
                </p>
              ))}
            </>
          )}
          <Reply text={i.public_reply} unit={i.department_name} at={i.at} />
          {i.joinable && <JoinPublic id={i.id} people={i.people ?? 1} />}
        </details>
      ))}
      {next && (
        <button type="button" class="button wide-button" disabled={busy} onClick={() => void read(next)}>
          {busy ? t('wait.loading') : also('public.more')}
        </button>
      )}
    </div>
  )
}
