import { useState } from 'preact/hooks'
import { newKey } from '../../shared/client'
import { Problem } from '../../shared/problem'
import type { Action, Contract } from '../../shared/views'
import { api } from '../api'
import { named } from '../choices'
import { Icon, type IconName } from '../icons'
import { Failed } from '../parts'
import { find, t } from '../words'
import { ActField, askable } from './ActField'

/** An act's picture, where it has one of its own. Its words, `act.<name>`, `.say` and `.done`, are as optional. */
const icons: Record<string, IconName> = { remind: 'bell', withdraw: 'close', survey: 'check', rate: 'check', ask_again: 'chat' }

/** Shown opened: what the citizen is asked for, not merely allowed. */
const first = ['survey', 'rate']

interface Props {
  kind: 'cases' | 'messages'
  id: string
  rev: number
  actions: Action[]
  contract: Contract
  onDone: (act: string) => void
}

/** What the citizen may do now: one row for each act the server allows, which opens a form made from the act's fields. */
export function Acts({ actions, onDone, ...rest }: Props) {
  const [open, setOpen] = useState(() => actions.find((a) => first.includes(a.act))?.act)
  if (!actions.length) return null
  return (
    <section class="card now">
      <h2>{t('track.now')}</h2>
      <ul class="rows">
        {actions.map((a) => (
          <li key={a.act}>
            <button type="button" class="row" aria-expanded={open === a.act} onClick={() => setOpen(open === a.act ? undefined : a.act)}>
              <Icon name={icons[a.act] ?? 'right'} />
              <span class="row-main">
                <strong>{find(`act.${a.act}`) ?? named(a)}</strong>
                <small>{find(`act.${a.act}.say`)}</small>
              </span>
              <Icon name="right" />
            </button>
            {open === a.act && (
              <ActForm
                {...rest}
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

function ActForm({ kind, id, rev, act, contract, onDone }: Omit<Props, 'actions' | 'onDone'> & { act: Action; onDone: () => void }) {
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
    for (const f of act.fields) if (f.required && !fields[f.name]?.trim()) bad[f.name] = t('form.required', { name: find(`field.${f.name}`) ?? named(f) })
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
      {act.fields.filter(askable).map((f) => (
        <ActField key={f.name} act={act.act} f={f} contract={contract} value={fields[f.name] ?? ''} set={set(f.name)} error={errors[f.name] ?? problem?.field(f.name)?.detail} />
      ))}
      {problem && !problem.fields.some((f) => act.fields.some((x) => askable(x) && problem.field(x.name) === f)) && <Failed problem={problem} />}
      <div class="acts">
        <button type="submit" class="primary" disabled={busy}>
          {t(busy ? 'do.sending' : 'do.submit')}
        </button>
      </div>
    </form>
  )
}
