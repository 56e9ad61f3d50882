import { useState } from 'preact/hooks'
import { newKey } from '../../shared/client'
import { Problem } from '../../shared/problem'
import type { Action } from '../../shared/views'
import { api } from '../api'
import type { Handed } from '../cases/draft'
import { Evidence } from '../cases/Evidence'
import { named } from '../choices'
import { Failed } from '../parts'
import { find, t } from '../words/life'
import { ActField, askable } from './ActField'
import type { Target } from './Acts'

/** The form of one act, made from its fields; files go up while the citizen writes. An act that cannot be undone asks once more. */
export function ActForm({ kind, id, rev, act, contract, onStale, onDone }: Target & { act: Action; onDone: () => void }) {
  const [fields, setFields] = useState<Record<string, string>>({})
  const [files, setFiles] = useState<Handed[]>([])
  const [uploading, setUploading] = useState(false)
  const [key, setKey] = useState(newKey)
  const [problem, setProblem] = useState<Problem>()
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const [sure, setSure] = useState(false)
  const warning = find(`act.${act.act}.sure`)
  const set = (name: string) => (v: string) => {
    setFields({ ...fields, [name]: v })
    setErrors({})
    if (problem) setKey(newKey())
  }
  const submit = async () => {
    const bad: Record<string, string> = {}
    for (const f of act.fields) if (f.required && !fields[f.name]?.trim()) bad[f.name] = t('form.required', { name: find(`field.${f.name}`) ?? named(f) })
    setErrors(bad)
    if (Object.keys(bad).length) return
    if (warning && !sure) return setSure(true)
    setBusy(true)
    setProblem(undefined)
    const filled = Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, v.trim()]).filter(([, v]) => v))
    if (files.length) filled.attachments = files.map((f) => f.id).join(' ')
    try {
      await api.act(kind, id, act.act, rev, filled, { key })
      onDone()
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      setProblem(e)
      if (e.code === 'state_changed') {
        setKey(newKey())
        onStale()
      }
    } finally {
      setBusy(false)
      setSure(false)
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
      {act.fields.filter(askable).map((f) => (
        <ActField key={f.name} act={act.act} f={f} contract={contract} value={fields[f.name] ?? ''} set={set(f.name)} error={errors[f.name] ?? problem?.field(f.name)?.detail} />
      ))}
      {act.fields.some((f) => f.type === 'uuids') && <Evidence draft={key} files={files} onChange={setFiles} onBusy={setUploading} />}
      {problem &&
        (problem.code === 'state_changed' ? (
          <p class="tip" role="alert">
            {t('act.stale')}
          </p>
        ) : (
          !problem.fields.some((f) => act.fields.some((x) => askable(x) && problem.field(x.name) === f)) && <Failed problem={problem} />
        ))}
      {sure && (
        <p class="tip" role="alert">
          {warning}
        </p>
      )}
      <div class="acts">
        <button type="submit" class="primary" disabled={busy || uploading}>
          {busy ? t('do.sending') : sure ? (find(`act.${act.act}.do`) ?? t('do.submit')) : t('do.submit')}
        </button>
        {sure && (
          <button type="button" class="button" onClick={() => setSure(false)}>
            {t('act.think')}
          </button>
        )}
      </div>
    </form>
  )
}
