import { useEffect, useRef, useState } from 'preact/hooks'
import { newKey } from '../../shared/client'
import { Problem } from '../../shared/problem'
import type { Receipt as ReceiptData } from '../../shared/views'
import { api, city, classes, departments } from '../api'
import { useCell } from '../cell'
import { picks, sayChoice, useContract } from '../choices'
import { talk } from '../chat/Chat'
import { Icon } from '../icons'
import { useList } from '../load'
import { Choices, Failed, Field, Page, Select } from '../parts'
import type { Route } from '../router'
import { t, type Key } from '../words'
import { also } from '../words/evidence'
import { Alike } from './Alike'
import { check, type Errors } from './check'
import { body, clear, empty, load, save, stepOf, written, type CaseDraft, type Handed } from './draft'
import { Evidence } from './Evidence'
import { Receipt } from './Receipt'
import { Review } from './Review'
import { Tick } from './Tick'

const kinds = ['complaint', 'help', 'suggestion', 'consultation', 'report', 'praise'] as const

/** Takes what the link says: the kind and class of a card in the chat, the talk it came from. */
function begin(route: Route): CaseDraft {
  const d = load()
  const { query } = route
  const kind = query.get('kind')
  if (kind && (kinds as readonly string[]).includes(kind)) d.kind = kind
  d.class = query.get('class') ?? d.class
  const from = query.get('from')
  if (from) {
    d.conversation = from
    if (!d.content) {
      const asked = [...talk.value.lines].reverse().find((l) => l.speaker === 'citizen' && l.text && l.text.length > 6)
      d.content = asked?.text ?? ''
    }
  }
  return d
}

/** 投诉建议 in three steps, a look over it, and the receipt. */
export function CaseForm({ route }: { route: Route }) {
  const [d, setDraft] = useState<CaseDraft>(() => begin(route))
  const [restored, setRestored] = useState(() => written(load()))
  const [errors, setErrors] = useState<Errors>({})
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [receipt, setReceipt] = useState<ReceiptData>()
  const top = useRef<HTMLDivElement>(null)
  const list = useList(classes)
  const units = useList(departments)
  const contract = useContract()
  const districts = useCell(city)?.districts ?? []

  const set = (part: Partial<CaseDraft>) => {
    const next = { ...d, ...part }
    // Another text is another request: a key that was used must not carry it.
    if (problem && !problem.transient) next.key = newKey()
    setDraft(next)
    save(next)
    setErrors({})
  }
  const [uploading, setUploading] = useState(false)
  // A file becomes ready while other fields are typed.
  const setFiles = (f: (files: Handed[]) => Handed[]) =>
    setDraft((now) => {
      const next = { ...now, files: f(now.files) }
      save(next)
      return next
    })
  const show = (step: number) => {
    set({ step })
    setProblem(undefined)
  }
  useEffect(() => {
    top.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [d.step, receipt])
  useEffect(() => {
    if (Object.keys(errors).length) document.querySelector<HTMLElement>('.page .wrong input, .page .wrong textarea, .page .wrong select')?.focus()
  }, [errors])

  const next = () => {
    const bad = check(d, d.step)
    if (Object.keys(bad).length) setErrors(bad)
    else show(d.step + 1)
  }
  // The first try has arrived although its answer was lost, and the text was changed since.
  const renew = () => {
    const next = { ...d, key: newKey() }
    setDraft(next)
    save(next)
  }
  const submit = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      const r = await api.post<ReceiptData>('/api/v1/cases', body(d), { key: d.key })
      clear()
      setReceipt(r)
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      setProblem(e)
      if (e.code === 'idempotency_key_reused') renew()
      if (e.fields.length) {
        const bad: Errors = {}
        for (const f of e.fields) bad[f.name] = f.detail || t('form.required', { name: f.name })
        const step = Math.min(...e.fields.map((f) => stepOf(f.name)))
        const fresh = { ...d, step, key: newKey() }
        setDraft(fresh)
        save(fresh)
        setErrors(bad)
      }
    } finally {
      setBusy(false)
    }
  }
  if (receipt) return <Receipt kind="case" data={receipt} title={d.title} />

  const className = list.find((c) => c.code === d.class)?.name
  return (
    <Page title={t('case.title')} lead={d.step === 1 ? t('case.lead') : undefined}>
      <div ref={top} tabIndex={-1} class="stepper-head">
        <p>
          {d.step <= 3 ? t('case.step', { n: d.step }) : t('case.review')}
          <strong>{d.step <= 3 ? t(`case.step.${d.step}` as Key) : ''}</strong>
        </p>
        <ol aria-hidden="true">
          {[1, 2, 3, 4].map((n) => (
            <li key={n} class={n < d.step ? 'done' : n === d.step ? 'now' : ''} />
          ))}
        </ol>
      </div>
      {restored && d.step === 1 && (
        <p class="tip">
          {t('case.draft')}
          <button
            type="button"
            class="small quiet"
            onClick={() => {
              clear()
              setDraft(empty())
              setRestored(false)
            }}
          >
            {t('case.draft.clear')}
          </button>
        </p>
      )}
      {d.conversation && d.step === 1 && <p class="tip">{t('case.from.chat')}</p>}
      {d.step <= 3 ? (
        <form
          class="card"
          noValidate
          onSubmit={(e) => {
            e.preventDefault()
            next()
          }}
        >
          {d.step === 1 && (
            <>
              <Choices name="kind" label={t('field.kind')} value={d.kind} onPick={(kind) => set({ kind })} error={errors.kind} options={kinds.map((k) => ({ value: k, label: sayChoice(contract, 'kind', k), say: t(`kind.${k}.say`) }))} />
              <Field name="title" label={t('field.title')} hint={t('field.title.hint')} value={d.title} onInput={(title) => set({ title })} max={60} required error={errors.title} />
              <Field name="content" label={t('field.content')} hint={t('field.content.hint')} value={d.content} onInput={(content) => set({ content })} max={2000} rows={6} required error={errors.content} />
              <ClassSelect list={list} value={d.class} onInput={(c) => set({ class: c })} error={errors.class} />
            </>
          )}
          {d.step === 2 && (
            <>
              <Field name="place" label={t('field.place')} hint={t('field.place.hint')} value={d.place} onInput={(place) => set({ place })} max={120} error={errors.place} />
              {districts.length > 0 && (
                <Select name="district" label={t('field.district')} value={d.district} onInput={(district) => set({ district })} error={errors.district}>
                  <option value="">{t('field.district.none')}</option>
                  {districts.map((u) => (
                    <option key={u.id} value={u.id}>
                      {u.name}
                    </option>
                  ))}
                </Select>
              )}
              <Evidence draft={d.key} files={d.files} onChange={setFiles} onBusy={setUploading} />
              {errors.attachments && <p class="error">{errors.attachments}</p>}
              <Tick checked={d.confidential} label={t('field.confidential')} hint={t('field.confidential.hint')} onChange={(confidential) => set({ confidential, publish: d.publish && !confidential })} />
              <Tick checked={d.publish} disabled={d.confidential} label={also('form.publish')} hint={also('form.publish.hint')} onChange={(publish) => set({ publish })} />
              {(d.kind === 'complaint' || d.kind === 'report') && (
                <Select name="accused" label={t('field.accused')} value={d.accused} hint={t('field.accused.hint')} onInput={(accused) => set({ accused })} error={errors.accused}>
                  <option value="">{t('field.accused.none')}</option>
                  {units
                    .filter((u) => u.level > 1)
                    .map((u) => (
                      <option key={u.id} value={u.id}>
                        {u.name}
                      </option>
                    ))}
                </Select>
              )}
            </>
          )}
          {d.step === 3 && (
            <>
              <Field name="name" label={t('field.name')} hint={t('field.name.hint')} value={d.name} onInput={(name) => set({ name })} required error={errors['contact.name']} autocomplete="name" />
              <Field name="phone" label={t('field.phone')} hint={t('field.phone.hint')} value={d.phone} onInput={(p) => set({ phone: p })} required inputMode="tel" error={errors['contact.phone']} autocomplete="tel" />
              <Select name="relation" label={also('form.relation')} value={d.relation} hint={also('form.relation.hint')} onInput={(relation) => set({ relation })} error={errors.on_behalf_relation} required>
                {picks(contract, 'on_behalf_relation').map((o) => (
                  <option key={o.value} value={o.value}>
                    {o.label}
                  </option>
                ))}
              </Select>
              <Tick checked={d.reply} label={also('form.reply')} hint={also('form.reply.hint')} onChange={(reply) => set({ reply })} />
              <label class={`tick${errors.agree ? ' wrong' : ''}`}>
                <input type="checkbox" checked={d.agree} onChange={(e) => set({ agree: e.currentTarget.checked })} />
                <span>
                  {t('field.agree')}
                  {errors.agree && <small class="error">{errors.agree}</small>}
                </span>
              </label>
            </>
          )}
          {problem?.fields.length ? <p class="error" role="alert">{t('fail.fields', { n: problem.fields.length })}</p> : null}
          <div class="acts spread">
            {d.step > 1 && (
              <button type="button" class="button" onClick={() => show(d.step - 1)}>
                {t('do.prev')}
              </button>
            )}
            <button type="submit" class="primary" disabled={uploading && d.step === 2}>
              {t('do.next')}
              <Icon name="right" />
            </button>
          </div>
        </form>
      ) : (
        <Review d={d} kind={sayChoice(contract, 'kind', d.kind)} className={className} relation={sayChoice(contract, 'on_behalf_relation', d.relation)} unitName={(id) => units.find((u) => u.id === id)?.name ?? id} onEdit={show}>
          <Alike d={d} />
          {problem && !problem.fields.length && (problem.code === 'idempotency_key_reused' ? <p class="tip" role="alert">{t('form.already')}</p> : <Failed problem={problem} />)}
          <div class="acts spread">
            <button type="button" class="button" onClick={() => show(3)}>
              {t('do.prev')}
            </button>
            <button type="button" class="primary" disabled={busy} onClick={() => void submit()}>
              {t(busy ? 'do.sending' : 'do.submit')}
            </button>
          </div>
        </Review>
      )}
    </Page>
  )
}

/** Classes by their parents; one without children stands by itself. */
function ClassSelect({ list, value, onInput, error }: { list: { code: string; parent?: string; name: string }[]; value: string; onInput: (v: string) => void; error?: string }) {
  const parents = list.filter((c) => !c.parent)
  const one = (c: { code: string; name: string }) => (
    <option key={c.code} value={c.code}>
      {c.name}
    </option>
  )
  return (
    <Select name="class" label={t('field.class')} value={value} onInput={onInput} error={error}>
      <option value="">{t('field.class.none')}</option>
      {parents.map((p) => {
        const children = list.filter((c) => c.parent === p.code)
        return children.length ? (
          <optgroup key={p.code} label={p.name}>
            {children.map(one)}
          </optgroup>
        ) : (
          one(p)
        )
      })}
    </Select>
  )
}
