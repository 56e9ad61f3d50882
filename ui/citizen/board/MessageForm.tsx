import { useEffect, useState } from 'preact/hooks'
import { newKey } from '../../shared/client'
import { length } from '../../shared/format'
import { Problem } from '../../shared/problem'
import type { Receipt as ReceiptData } from '../../shared/views'
import { api } from '../api'
import type { Handed } from '../cases/draft'
import { Evidence } from '../cases/Evidence'
import { Receipt } from '../cases/Receipt'
import { Tick } from '../cases/Tick'
import { talk } from '../chat/Chat'
import { keep, recall } from '../kept'
import { Failed, Field, Page } from '../parts'
import type { Route } from '../router'
import { t } from '../words'
import { also } from '../words/evidence'

interface Draft {
  key: string
  title: string
  content: string
  name: string
  phone: string
  publish: boolean
  files: Handed[]
}

const fresh = (): Draft => ({ key: newKey(), title: '', content: '', name: '', phone: '', publish: false, files: [] })

/** A new message. What is written stays on this browser until it was sent. */
export function MessageForm({ route }: { route: Route }) {
  const from = route.query.get('from') ?? ''
  const [d, setDraft] = useState<Draft>(() => {
    const kept = { ...fresh(), ...recall<Draft>('draft.message') }
    if (from && !kept.content) kept.content = [...talk.value.lines].reverse().find((l) => l.speaker === 'citizen' && l.text && l.text.length > 6)?.text ?? ''
    return kept
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [receipt, setReceipt] = useState<ReceiptData>()
  useEffect(() => {
    if (Object.keys(errors).length) document.querySelector<HTMLElement>('.wrong input, .wrong textarea')?.focus()
  }, [errors])
  const set = (part: Partial<Draft>) => {
    const next = { ...d, ...part }
    if (problem && !problem.transient) next.key = newKey()
    setDraft(next)
    keep('draft.message', next)
    setErrors({})
  }
  const [uploading, setUploading] = useState(false)
  // A file becomes ready while other fields are typed.
  const setFiles = (f: (files: Handed[]) => Handed[]) =>
    setDraft((now) => {
      const next = { ...now, files: f(now.files) }
      keep('draft.message', next)
      return next
    })
  // The first try has arrived although its answer was lost, and the text was changed since.
  const renew = () => {
    const next = { ...d, key: newKey() }
    setDraft(next)
    keep('draft.message', next)
  }
  const submit = async () => {
    const bad: Record<string, string> = {}
    for (const [name, max] of [['title', 60], ['content', 2000]] as const) {
      const n = length(d[name].trim())
      if (!n) bad[name] = t('form.required', { name: t(`field.${name}`) })
      else if (n > max) bad[name] = t('form.count', { n, max })
    }
    if (Object.keys(bad).length) return setErrors(bad)
    setBusy(true)
    setProblem(undefined)
    try {
      const r = await api.post<ReceiptData>('/api/v1/messages', { title: d.title.trim(), content: d.content.trim(), class: '', district: '', conversation_id: from, may_publish: d.publish, attachments: d.files.map((f) => f.id), contact: { name: d.name.trim(), phone: d.phone.trim(), address: '' } }, { key: d.key })
      keep('draft.message', undefined)
      setReceipt(r)
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      setProblem(e)
      if (e.code === 'idempotency_key_reused') renew()
      if (e.fields.length) setErrors(Object.fromEntries(e.fields.map((f) => [f.name, f.detail || f.code])))
    } finally {
      setBusy(false)
    }
  }
  if (receipt) return <Receipt kind="message" data={receipt} title={d.title} />
  return (
    <Page title={t('board.new')} lead={t('board.lead')} back="board">
      <form
        class="card"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          void submit()
        }}
      >
        <Field name="title" label={t('field.title')} hint={t('field.title.hint')} value={d.title} onInput={(title) => set({ title })} max={60} required error={errors.title} />
        <Field name="content" label={t('field.content')} hint={t('field.content.hint')} value={d.content} onInput={(content) => set({ content })} max={2000} rows={7} required error={errors.content} />
        <Evidence draft={d.key} files={d.files} onChange={setFiles} onBusy={setUploading} />
        {errors.attachments && <p class="error">{errors.attachments}</p>}
        <Tick checked={d.publish} label={also('form.publish')} hint={also('form.publish.hint')} onChange={(publish) => set({ publish })} />
        <fieldset class="group">
          <legend>{t('field.contact')}</legend>
          <p class="hint">{t('field.contact.hint')}</p>
          <Field name="name" label={t('field.name')} hint={t('field.name.hint')} value={d.name} onInput={(name) => set({ name })} error={errors['contact.name']} autocomplete="name" />
          <Field name="phone" label={t('field.phone')} hint={t('field.phone.hint')} value={d.phone} onInput={(phone) => set({ phone })} inputMode="tel" error={errors['contact.phone']} autocomplete="tel" />
        </fieldset>
        {problem && !problem.fields.length && (problem.code === 'idempotency_key_reused' ? <p class="tip" role="alert">{t('form.already')}</p> : <Failed problem={problem} />)}
        <div class="acts spread">
          <button type="submit" class="primary" disabled={busy || uploading}>
            {t(busy ? 'do.sending' : 'do.submit')}
          </button>
        </div>
      </form>
    </Page>
  )
}
