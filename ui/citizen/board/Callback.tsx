import { useState } from 'preact/hooks'
import { newKey } from '../../shared/client'
import { dayTime } from '../../shared/format'
import { Problem } from '../../shared/problem'
import type { Callback as Wish, Page as List } from '../../shared/views'
import { api } from '../api'
import { useLoad } from '../load'
import { Failed, Field, Page } from '../parts'
import { t, words } from '../words'
import { also } from '../words/callback'

/** 请回电给我: a number, and the hotline calls within service hours. */
export function Callback() {
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [topic, setTopic] = useState('')
  const [key, setKey] = useState(newKey)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [made, setMade] = useState<Wish>()
  const [turn, setTurn] = useState(0)
  const mine = useLoad(`my-callbacks/${turn}`, (signal) => api.get<List<Wish>>('/api/v1/my-callbacks', { signal }))
  const at = (f: string) => problem?.field(f)?.detail
  const submit = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      setMade(await api.post<Wish>('/api/v1/callbacks', { name: name.trim(), phone: phone.trim(), topic: topic.trim() }, { key }))
      setTurn(turn + 1)
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      setProblem(e)
      if (!e.transient) setKey(newKey())
    } finally {
      setBusy(false)
    }
  }
  const withdraw = async (w: Wish) => {
    try {
      await api.post(`/api/v1/callbacks/${w.id}/actions/withdraw`, {}, { key: newKey() })
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      setProblem(e)
    }
    setMade(undefined)
    setTurn(turn + 1)
  }
  return (
    <Page title={t('callback.title')} lead={also('callback.lead')}>
      {made ? (
        <section class="card" role="status">
          <h2>{also('callback.made')}</h2>
          <p>{also('callback.due', { time: dayTime(made.clock.due_at, words.lang) })}</p>
          <p class="hint">{words.pick(made.clock.why_zh ?? '', made.clock.why_en ?? '')}</p>
        </section>
      ) : (
        <form
          class="card"
          noValidate
          onSubmit={(e) => {
            e.preventDefault()
            void submit()
          }}
        >
          <Field name="phone" label={t('field.phone')} hint={also('callback.phone.hint')} value={phone} onInput={setPhone} required inputMode="tel" error={at('phone')} autocomplete="tel" />
          <Field name="name" label={t('field.name')} value={name} onInput={setName} error={at('name')} autocomplete="name" />
          <Field name="topic" label={also('callback.topic')} value={topic} onInput={setTopic} max={100} error={at('topic')} />
          {problem && !problem.fields.length && <Failed problem={problem} />}
          <div class="acts">
            <button type="submit" class="primary" disabled={busy}>
              {busy ? t('do.sending') : also('callback.do')}
            </button>
          </div>
        </form>
      )}
      {mine.value?.items.map((w) => (
        <section key={w.id} class="card wish">
          <p>
            <strong>{w.number}</strong> {also(`callback.stage.${w.stage}` as 'callback.stage.waiting')}
          </p>
          <p class="hint">{also('callback.due', { time: dayTime(w.clock.due_at, words.lang) })}</p>
          {!w.closed_at && (
            <button type="button" class="small" onClick={() => void withdraw(w)}>
              {also('callback.withdraw')}
            </button>
          )}
        </section>
      ))}
    </Page>
  )
}
