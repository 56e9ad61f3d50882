import { useState } from 'preact/hooks'
import { Problem } from '../../shared/problem'
import { newKey } from '../../shared/client'
import { relative } from '../../shared/format'
import type { Mine, Tracking } from '../../shared/views'
import { api } from '../api'
import { useLoad } from '../load'
import { Empty, Failed, Field, LinkRow, Page, Skeleton } from '../parts'
import { go, type Route } from '../router'
import { words } from '../words'
import { find, t } from '../words/life'
import { CaseDetail } from './CaseDetail'
import { MessageDetail } from './MessageDetail'
import { MineList, StageTag } from './MineList'
import { Found } from './Found'

/** 进度查询: by query code, by what this browser has raised, and one matter in full. */
export function Track({ route }: { route: Route }) {
  const [, kind, id] = route.path
  if (kind === 'case' && id) return <CaseDetail id={id} />
  if (kind === 'message' && id) return <MessageDetail id={id} />
  return <Search />
}

function Search() {
  const [code, setCode] = useState('')
  const [last4, setLast4] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [found, setFound] = useState<Tracking>()
  const mine = useLoad('mine', (signal) => api.get<Mine>('/api/v1/mine', { signal }))
  const submit = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      const r = await api.post<Tracking>('/api/v1/tracking', { query_code: code.trim(), phone_last4: last4.trim() }, { key: newKey() })
      if (r.id) go(`track/${r.kind}/${r.id}`)
      else setFound(r)
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      setProblem(e)
    } finally {
      setBusy(false)
    }
  }
  if (found) return <Found v={found} onOther={() => setFound(undefined)} />
  const nothing = mine.value && !mine.value.cases.length && !mine.value.messages.length && !mine.value.joined.length
  const at = (name: string) => problem?.field(name)?.detail
  return (
    <Page title={t('track.title')} lead={t('track.lead')}>
      <form
        class="card"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          void submit()
        }}
      >
        <Field name="code" label={t('track.code')} hint={t('track.code.hint', { n: 12 })} value={code} onInput={setCode} required error={at('query_code')} autocomplete="off" />
        <Field name="last4" label={t('track.last4')} hint={t('track.last4.hint')} value={last4} onInput={(v) => setLast4(v.replace(/\D/g, '').slice(0, 4))} inputMode="numeric" error={at('phone_last4')} autocomplete="off" />
        {problem?.code === 'not_found' ? (
          <p class="error" role="alert">
            {t('track.none')}
          </p>
        ) : (
          problem && !problem.fields.length && <Failed problem={problem} />
        )}
        <div class="acts">
          <button type="submit" class="primary wide-button" disabled={busy}>
            {t('track.go')}
          </button>
        </div>
      </form>
      <p class="hint">
        <a href="#/public">{t('public.go')}</a> · <a href="/track">{t('track.plain')}</a>
      </p>
      <h2>{t('track.mine')}</h2>
      {mine.problem && <Failed problem={mine.problem} again={mine.again} />}
      {!mine.value && mine.loading && <Skeleton />}
      {nothing && <Empty say={t('track.mine.empty')} to="case" label={t('track.mine.do')} />}
      {mine.value && (
        <>
          <MineList kind="case" items={mine.value.cases} />
          <MineList kind="message" items={mine.value.messages} />
          {mine.value.joined.length > 0 && (
            <>
              <h2>{t('track.joined')}</h2>
              <ul class="rows">
                {mine.value.joined.map((j) => (
                  <LinkRow key={j.query_code} href={`/t/${j.query_code.replace(/-/g, '')}`} title={j.class_name || j.number} sub={[j.number, j.department_name, j.query_code].filter(Boolean).join(' · ')} side={<StageTag kind="case" stage={j.stage} />} />
                ))}
              </ul>
            </>
          )}
          {mine.value.conversations.some((c) => c.escalated_id) && (
            <>
              <h2>{t('track.talks')}</h2>
              <ul class="rows">
                {mine.value.conversations
                  .filter((c) => c.escalated_id)
                  .map((c) => (
                    <LinkRow key={c.id} href={`#/track/${c.escalated_kind}/${c.escalated_id}`} title={c.scene ?? t('track.talk')} sub={relative(c.last_at, words.lang)} side={<span class="tag open">{find(`nav.${c.escalated_kind === 'case' ? 'case' : 'board'}`)}</span>} />
                  ))}
              </ul>
            </>
          )}
        </>
      )}
    </Page>
  )
}
