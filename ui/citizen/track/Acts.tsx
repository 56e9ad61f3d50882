import { useState } from 'preact/hooks'
import { newKey } from '../../shared/client'
import { Problem } from '../../shared/problem'
import type { Action } from '../../shared/views'
import { api } from '../api'
import { Icon, type IconName } from '../icons'
import { Choices, Faces, Failed, Field } from '../parts'
import { find, t, type Key } from '../words'

const icons: Record<string, IconName> = { remind: 'bell', withdraw: 'close', survey: 'check', rate: 'check', ask_again: 'chat' }

/** Shown opened: what the citizen is asked for, not merely allowed. */
const first = ['survey', 'rate']

interface Props {
  kind: 'cases' | 'messages'
  id: string
  rev: number
  actions: Action[]
  onDone: (act: string) => void
}

/** What the citizen may do now; each opens its own small form. */
export function Acts({ kind, id, rev, actions, onDone }: Props) {
  const known = actions.filter((a) => find(`act.${a.act}`))
  const [open, setOpen] = useState(() => known.find((a) => first.includes(a.act))?.act)
  if (!known.length) return null
  return (
    <section class="card now">
      <h2>{t('track.now')}</h2>
      <ul class="rows">
        {known.map((a) => (
          <li key={a.act}>
            <button type="button" class="row" aria-expanded={open === a.act} onClick={() => setOpen(open === a.act ? undefined : a.act)}>
              <Icon name={icons[a.act] ?? 'right'} />
              <span class="row-main">
                <strong>{t(`act.${a.act}` as Key)}</strong>
                <small>{find(`act.${a.act}.say`)}</small>
              </span>
              <Icon name="right" />
            </button>
            {open === a.act && (
              <ActForm
                kind={kind}
                id={id}
                rev={rev}
                act={a}
                onDone={() => {
                  setOpen(undefined)
                  onDone(a.act)
                }}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Labels of the texts that acts carry. */
const labels: Record<string, Key> = { 'remind.note': 'act.remind.note', 'withdraw.reason': 'act.withdraw.reason', 'ask_again.content': 'act.ask_again.content', 'survey.comment': 'survey.comment', 'rate.comment': 'survey.comment' }

function ActForm({ kind, id, rev, act, onDone }: { kind: 'cases' | 'messages'; id: string; rev: number; act: Action; onDone: () => void }) {
  const [fields, setFields] = useState<Record<string, string>>({})
  const [key, setKey] = useState(newKey)
  const [problem, setProblem] = useState<Problem>()
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const set = (name: string) => (v: string) => {
    setFields({ ...fields, [name]: v })
    setErrors({})
    if (problem) setKey(newKey())
  }
  const submit = async () => {
    const bad: Record<string, string> = {}
    for (const f of act.fields) if (f.required && !fields[f.name]?.trim()) bad[f.name] = t('form.required', { name: find(`field.${f.name}`) ?? f.zh })
    setErrors(bad)
    if (Object.keys(bad).length) return
    setBusy(true)
    setProblem(undefined)
    const filled = Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, v.trim()]).filter(([, v]) => v))
    try {
      await api.act(kind, id, act.act, rev, filled, { key })
      onDone()
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      setProblem(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      class="act-form"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        void submit()
      }}
    >
      {act.fields.map((f) => {
        const value = fields[f.name] ?? ''
        const error = errors[f.name] ?? problem?.field(f.name)?.detail
        if (f.name === 'satisfied') return <Faces key={f.name} name={`${act.act}-satisfied`} label={t('survey.satisfied')} value={value} onPick={set('satisfied')} error={error} />
        if (f.name === 'contacted' || f.name === 'solved')
          return (
            <Choices
              key={f.name}
              name={`${act.act}-${f.name}`}
              label={t(`survey.${f.name}` as Key)}
              value={value}
              onPick={set(f.name)}
              error={error}
              options={(f.name === 'contacted' ? ['yes', 'no'] : ['yes', 'partly', 'no']).map((v) => ({ value: v, label: t(`${f.name}.${v}` as Key) }))}
            />
          )
        const label = labels[`${act.act}.${f.name}`]
        return label && <Field key={f.name} name={f.name} label={t(label)} value={value} onInput={set(f.name)} max={f.max} rows={2} required={f.required} error={error} />
      })}
      {problem && !problem.fields.length && <Failed problem={problem} />}
      <div class="acts">
        <button type="submit" class="primary" disabled={busy}>
          {t(busy ? 'do.sending' : 'do.submit')}
        </button>
      </div>
    </form>
  )
}
